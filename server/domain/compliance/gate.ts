import { publicErrorCode } from '#shared/contracts/errors'
import type { checkCommunication as CheckCommunication } from '#shared/contracts/compliance'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { describeDestination } from './destination'
import { countryRule, limitRules, numberRule, optOutRule, quietHoursRule, type RuleResult } from './rules'

export interface Attempt {
  to: string
  kind: 'call' | 'sms'
  /** Micro-units that it is expected to cost. */
  estimatedMicros: number
}

/**
 * The compliance gate, the one on every path that sends. A rule that cannot be decided refuses. The limits of the day
 * are asked by the statement that takes a place in them, see `reserve.ts`.
 *
 * @throws AppError of the first rule that refuses, with `rule` and its evidence in the details
 */
export async function passGate(ctx: TenantContext, attempt: Attempt): Promise<void> {
  for (const result of await askRecipientRules(ctx, attempt.to)) {
    if (result.error) throw refusalOf(result)
  }
}

/**
 * Whether a call that came in may be handed to a number. Quiet hours are not asked: whoever set the number's routing said
 * when it rings.
 */
export async function mayBeForwardedTo(ctx: TenantContext, to: string): Promise<boolean> {
  const destination = describeDestination(to)
  const rules = [numberRule(to, destination), countryRule(ctx, destination), await optOutRule(ctx, to)]
  return rules.every(({ error }) => error === null)
}

/** The gate without sending: what every rule says. */
export async function checkCommunication(
  ctx: TenantContext,
  { body }: InputOf<typeof CheckCommunication>,
): Promise<DataOf<typeof CheckCommunication>> {
  const { to, network_type: kind } = body
  const { settings } = ctx
  const estimatedMicros =
    kind === 'call' ? settings.callMinutePriceMicros : settings.smsSegmentPriceMicros * body.segments
  const results = await askRules(ctx, { to, kind, estimatedMicros })
  return {
    allowed: results.every((result) => result.error === null),
    to,
    country: describeDestination(to).country,
    rules: results.map(({ rule, error, message, evidence }) => ({
      rule,
      passed: error === null,
      code: error && publicErrorCode(error),
      message,
      evidence,
    })),
  }
}

/** What a refusing rule raises. */
export function refusalOf(result: RuleResult): AppError {
  return new AppError(result.error ?? 'SERVER_ERROR', result.message, { rule: result.rule, ...result.evidence })
}

async function askRecipientRules(ctx: TenantContext, to: string): Promise<RuleResult[]> {
  const destination = describeDestination(to)
  return [
    numberRule(to, destination),
    countryRule(ctx, destination),
    await optOutRule(ctx, to),
    quietHoursRule(ctx, to),
  ]
}

async function askRules(ctx: TenantContext, { to, kind, estimatedMicros }: Attempt): Promise<RuleResult[]> {
  const rules = await askRecipientRules(ctx, to)
  // A test key's sends reach nobody and cost nothing, so they take no place in a limit.
  return ctx.principal.isTest ? rules : [...rules, ...(await limitRules(ctx, kind, estimatedMicros))]
}
