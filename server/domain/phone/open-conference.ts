import { setTimeout as delay } from 'node:timers/promises'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { twilioConferences } from '../../providers/twilio/conferences'
import { addEvent } from '../communications/events'
import { conferenceName, conferenceUrl } from './conference-name'
import type { LiveCall } from './phone-calls'

/** Both legs ask us where to go, and are there within a second; whoever pressed the button waits so long at most. */
const PATIENCE = { looks: 20, everyMs: 250 }

/** The room that a call has become. */
export interface OpenConference {
  hold(callSid: string): Promise<void>
  release(callSid: string): Promise<void>
  /** Whether it is over for all when this one leaves. */
  endWith(callSid: string, isLast: boolean): Promise<void>
  putOut(callSid: string): Promise<void>
}

/**
 * Makes a conference of a call, or finds the one it is: the other side is sent there, and the browser follows when its
 * `<Dial>` is over.
 *
 * @throws AppError CONFLICT when the call ended meanwhile; PROVIDER_TIMEOUT when the legs do not arrive
 */
export async function openConference(ctx: TenantContext, { row, state }: LiveCall): Promise<OpenConference> {
  const twilio = twilioConferences(await ctx.app.clientFor(ctx))
  const name = conferenceName(ctx, row.id)
  if (!state.isConference) {
    // Written first: the legs ask before the answer to this request is here.
    await ctx.db.transaction((tx) => addEvent(ctx, tx, row.id, { type: 'conference', source: 'trunkline' }))
  }
  const sid = (state.isConference && (await findRoom())) || (await makeRoom())
  const music = `${ctx.app.config.publicBaseUrl}/files/hold-music.wav`
  return {
    hold: (callSid) => twilio.hold(sid, callSid, music),
    release: (callSid) => twilio.hold(sid, callSid, null),
    endWith: (callSid, isLast) => twilio.endWith(sid, callSid, isLast),
    putOut: (callSid) => twilio.putOut(sid, callSid),
  }

  async function findRoom(): Promise<string | undefined> {
    const found = await twilio.find(name)
    return found?.callSids.includes(row.twilioSid) ? found.sid : undefined
  }

  async function makeRoom(): Promise<string> {
    await twilio.sendTo(row.twilioSid, conferenceUrl(ctx, row.id))
    for (let look = 0; look < PATIENCE.looks; look++) {
      const found = await findRoom()
      if (found) return found
      await delay(PATIENCE.everyMs)
    }
    throw new AppError('PROVIDER_TIMEOUT', 'Twilio did not bring the call into a conference in time')
  }
}
