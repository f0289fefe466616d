import { and, eq } from 'drizzle-orm'
import { RESERVED_WORDS } from '#shared/telephony/opt-out-words'
import type { SmsRouting, VoiceRouting, VoiceTarget } from '#shared/telephony/routing'
import type { TenantContext } from '../../context/tenant-context'
import { voiceMessages } from '../../db/schema/voice-messages'
import { invalid } from '../../errors'
import { describeDestination } from '../compliance/destination'
import { countryRule } from '../compliance/rules'
import { findActiveUserIds } from '../users/find-user'
import { ownNumbers } from './own-numbers'

/**
 * Refuses a routing that leads to nobody: a message or a person that is not there, a number that nobody can have or that
 * this tenant may not call.
 *
 * @throws AppError VALIDATION_ERROR naming the place in the routing
 */
export async function checkVoiceRouting(ctx: TenantContext, { open, closed }: VoiceRouting): Promise<void> {
  await checkTarget(ctx, open, 'voice_routing.open')
  if (closed) await checkTarget(ctx, closed, 'voice_routing.closed')
}

/** @throws AppError VALIDATION_ERROR naming the place in the routing */
export function checkSmsRouting(ctx: TenantContext, routing: SmsRouting, ownNumber: string): void {
  const words = routing.keywords.map(({ word }) => word)
  words.forEach((word, index) => {
    const field = `sms_routing.keywords.${index}.word`
    if (RESERVED_WORDS.has(word)) throw invalid(field, `${word} is answered by Twilio itself`)
    if (words.indexOf(word) !== index) throw invalid(field, `${word} has an answer already`)
  })
  routing.forward_to.forEach((number, index) => {
    const field = `sms_routing.forward_to.${index}`
    if (number === ownNumber) throw invalid(field, 'is the number itself')
    checkDestination(ctx, number, field)
  })
}

async function checkTarget(ctx: TenantContext, target: VoiceTarget, path: string): Promise<void> {
  if (target.type === 'voice_message') return checkMessage(ctx, target.voice_message_id, `${path}.voice_message_id`)
  if (target.type !== 'forward') return
  const ids = target.to.flatMap((person) => ('user_id' in person ? [person.user_id] : []))
  const active = await findActiveUserIds(ctx.db, ids)
  const called = target.to.flatMap((person) => ('number' in person ? [person.number] : []))
  const own = await ownNumbers(ctx, called)
  target.to.forEach((person, index) => {
    const field = `${path}.to.${index}`
    if ('number' in person && own.has(person.number))
      throw invalid(field, 'is one of your own: calls would go in circles')
    if ('number' in person) checkDestination(ctx, person.number, field)
    else if (!active.has(person.user_id)) throw invalid(field, 'is nobody who works here')
  })
  await checkTarget(ctx, target.fallback, `${path}.fallback`)
}

async function checkMessage(ctx: TenantContext, id: number, field: string): Promise<void> {
  const there = await ctx.db.count(voiceMessages, and(eq(voiceMessages.id, id), eq(voiceMessages.isActive, true)))
  if (there === 0) throw invalid(field, 'is no message of yours')
}

function checkDestination(ctx: TenantContext, number: string, field: string): void {
  const destination = describeDestination(number)
  if (!destination.isPossible) throw invalid(field, 'is not a number that anybody can have')
  if (destination.canonical !== number) throw invalid(field, `is written ${destination.canonical}`)
  const country = countryRule(ctx, destination)
  if (country.error) throw invalid(field, country.message)
}
