import { and, asc, eq } from 'drizzle-orm'
import { isOpen } from '#shared/telephony/is-open'
import type { VoiceRouting, VoiceTarget } from '#shared/telephony/routing'
import type { TenantContext } from '../../context/tenant-context'
import { communicationEvents } from '../../db/schema/communication-events'
import { communicationLog as log } from '../../db/schema/communication-log'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import { reject } from '../phone/client-twiml'
import { nobodyHere, twimlOfTarget } from './call-twiml'

type NumberRow = typeof phoneNumbers.$inferSelect

/** What a call that came in is answered with, and what of that the ledger keeps. */
export interface AnsweredCall {
  twiml: string
  phoneNumberId: string | null
  voiceMessageId: number | null
  /** For the timeline: where the call was sent, and by which of the two ways. */
  route: { target: VoiceTarget['type'] | 'nobody'; hours: 'open' | 'closed' }
}

/**
 * Answers by the routing of the number that was called and, where it has any, by its hours. A suspended tenant's numbers
 * take no calls: even a sentence would be an answered call, which costs money.
 */
export async function answerCall(ctx: TenantContext, to: string, from: string): Promise<AnsweredCall> {
  const number = await findActiveNumber(ctx, to)
  const routing = ctx.tenant.isActive ? number?.voiceRouting : null
  if (!number || !routing) {
    const route = { target: 'nobody', hours: 'open' } as const
    return {
      twiml: ctx.tenant.isActive ? nobodyHere() : reject(),
      phoneNumberId: number?.id ?? null,
      voiceMessageId: null,
      route,
    }
  }
  const hours = routing.hours && !isOpen(routing.hours, ctx.app.clock.now()) ? 'closed' : 'open'
  const target = targetOf(routing, hours)
  return {
    twiml: await twimlOfTarget(ctx, target, { phoneNumber: number.phoneNumber, from }),
    phoneNumberId: number.id,
    voiceMessageId: target.type === 'voice_message' ? target.voice_message_id : null,
    route: { target: target.type, hours },
  }
}

/** What a caller gets when nobody took the call: what the routing by which it came says by now. */
export async function answerFallback(ctx: TenantContext, callSid: string): Promise<string> {
  const [call] = await ctx.db.find(log, { where: eq(log.twilioSid, callSid), limit: 1 })
  const number = call && (await findActiveNumber(ctx, call.toNumber))
  if (!number?.voiceRouting || !ctx.tenant.isActive) return nobodyHere()
  const [routed] = await ctx.db.find(communicationEvents, {
    where: and(eq(communicationEvents.communicationId, call!.id), eq(communicationEvents.type, 'routed')),
    orderBy: [asc(communicationEvents.id)],
    limit: 1,
  })
  const target = targetOf(number.voiceRouting, routed?.details.hours === 'closed' ? 'closed' : 'open')
  const called = { phoneNumber: number.phoneNumber, from: call!.fromNumber }
  return twimlOfTarget(ctx, target.type === 'forward' ? target.fallback : target, called)
}

/** The tenant's number, where it is in use. */
export async function findActiveNumber(ctx: TenantContext, phoneNumber: string): Promise<NumberRow | undefined> {
  const mine = and(eq(phoneNumbers.phoneNumber, phoneNumber), eq(phoneNumbers.isActive, true))
  const [number] = await ctx.db.find(phoneNumbers, { where: mine, limit: 1 })
  return number
}

function targetOf(routing: VoiceRouting, hours: 'open' | 'closed'): VoiceTarget {
  return hours === 'closed' && routing.closed ? routing.closed : routing.open
}
