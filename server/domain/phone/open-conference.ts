import { setTimeout as delay } from 'node:timers/promises'
import { isFinal, statusOf } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { twilioConferences } from '../../providers/twilio/conferences'
import { addEvent, type EventType } from '../communications/events'
import { foldCall, type CallState } from './call-state'
import { conferenceName, conferenceUrl } from './conference-name'
import { holdMusicUrl } from './hold-music-url'
import type { LiveCall } from './phone-calls'

/** Both legs ask us where to go, and are there within a second; whoever pressed the button waits so long at most. */
export const PATIENCE_MS = 5_000
const LOOK_EVERY_MS = 250

/** The room that a call has become. */
export interface OpenConference {
  hold(callSid: string): Promise<void>
  release(callSid: string): Promise<void>
  /** Whether it is over for all when this one leaves. */
  endWith(callSid: string, isLast: boolean): Promise<void>
  putOut(callSid: string): Promise<void>
}

/**
 * Makes a conference of a call, or finds the one it is. The leg that was dialled is sent there, and the one that dialled
 * follows when its `<Dial>` is over. Whoever writes down that it becomes one sends the leg, and nobody else: a leg that
 * is sent twice leaves the room that the first time made, and the call is over.
 *
 * @throws AppError CONFLICT when the call ended meanwhile; PROVIDER_TIMEOUT when the legs do not arrive
 */
export async function openConference(ctx: TenantContext, { row, state }: LiveCall): Promise<OpenConference> {
  const both = [row.twilioSid, state.browserSid]
  // Written first: the legs ask before the answer to our request is here.
  const isOurs = await mark('conference', (now) => !now.isConference)
  const there = isOurs ? await sendLeg().catch(fail) : await findConference(ctx, row, both, PATIENCE_MS)
  if (there) return there
  if (await endWithoutTheOther()) throw new AppError('CONFLICT', 'This call is over')
  // Nobody sends the leg any more; the next one may.
  if (!isOurs) await mark('conference-failed', (now) => now.isConference)
  throw new AppError('PROVIDER_TIMEOUT', 'Twilio did not bring the call into a conference in time')

  async function sendLeg(): Promise<OpenConference | null> {
    const known = await findConference(ctx, row, both)
    if (known) return known
    const leg = row.direction === 'inbound' ? state.browserSid : row.twilioSid
    await twilioConferences(await ctx.app.clientFor(ctx)).sendTo(leg, conferenceUrl(ctx, row.id))
    return findConference(ctx, row, both, PATIENCE_MS)
  }

  /** Nobody is in it: whoever is left when the other side hangs up must not be brought there, or stay. */
  async function fail(error: unknown): Promise<OpenConference | null> {
    const isUnclear = error instanceof AppError && error.errorName === 'PROVIDER_TIMEOUT'
    // What was asked without an answer may have been done.
    const there = isUnclear ? await findConference(ctx, row, both, PATIENCE_MS).catch(nobody) : null
    if (there) return there
    await mark('conference-failed', (now) => now.isConference)
    for (const callSid of both) {
      const alone = await findConference(ctx, row, [callSid]).catch(nobody)
      await alone?.putOut(callSid).catch(nobody)
    }
    throw error
  }

  /** Who waits in a room to which the other side never comes hears nothing, and would for ever. */
  async function endWithoutTheOther(): Promise<boolean> {
    const telephony = await ctx.app.telephony(ctx, false)
    const legs = await Promise.all(both.map(async (sid) => ({ sid, record: await telephony.fetchCall(sid) })))
    const isRunning = ({ record }: (typeof legs)[number]) => record && !isFinal(statusOf(record.providerStatus)!)
    const left = legs.filter(isRunning)
    if (left.length === both.length) return false
    await mark('conference-failed', (now) => now.isConference)
    for (const { sid } of left) await telephony.endCall(sid).catch(nobody)
    return true
  }

  /** @returns whether it was written down here, and not by somebody else before */
  function mark(type: EventType, mayBe: (now: CallState) => boolean): Promise<boolean> {
    return ctx.db.transaction(async (tx) => {
      const now = await foldCall({ ...ctx, db: tx }, row.id)
      if (!now || !mayBe(now)) return false
      await addEvent(ctx, tx, row.id, { type, source: 'trunkline' })
      return true
    })
  }
}

/**
 * The conference of a call; null unless all who are named are in it.
 *
 * @param who their legs
 * @param patienceMs how long they are waited for
 */
export async function findConference(
  ctx: TenantContext,
  { id }: { id: number },
  who: string[],
  patienceMs = 0,
): Promise<OpenConference | null> {
  const twilio = twilioConferences(await ctx.app.clientFor(ctx))
  const deadline = performance.now() + patienceMs
  for (;;) {
    const found = await twilio.find(conferenceName(ctx, id))
    if (found && who.every((callSid) => found.callSids.includes(callSid))) return roomOf(ctx, twilio, found.sid)
    if (performance.now() + LOOK_EVERY_MS > deadline) return null
    await delay(LOOK_EVERY_MS)
  }
}

/** Where Twilio cannot be asked now, the first reason is what is told. */
function nobody(error: unknown): null {
  if (error instanceof AppError) return null
  throw error
}

function roomOf(ctx: TenantContext, twilio: ReturnType<typeof twilioConferences>, sid: string): OpenConference {
  return {
    hold: async (callSid) => twilio.hold(sid, callSid, await holdMusicUrl(ctx)),
    release: (callSid) => twilio.hold(sid, callSid, null),
    endWith: (callSid, isLast) => twilio.endWith(sid, callSid, isLast),
    putOut: (callSid) => twilio.putOut(sid, callSid),
  }
}
