import type { TenantContext } from '../../context/tenant-context'
import type { AppError } from '../../errors'
import type { TelephonyAccount } from '../../providers/telephony-account'
import { checkLogin, type CredentialCheck } from '../tenants/check-login'
import { formerCountsUntil } from '../tenants/former-token'
import { openLogin } from '../tenants/given-credentials'
import type { CredentialRow } from '../tenants/twilio-credential'
import { failedToAsk, line, skipped, timed, type Line, type Lines } from './diagnosis'

/** Twilio's "Account not active": the login is right, the account is not. */
const NOT_ACTIVE = 20005
/** Signatures and access tokens bear times: Twilio takes them a few minutes off, and one minute is worth knowing. */
const SKEW_MS = 60_000
/** In units of the account's currency: some hundred texts. */
const LOW_BALANCE = 5

/** The login, the state of the account, and what its clock says: one question. */
export async function diagnoseAccount(ctx: TenantContext, account: TelephonyAccount): Promise<Lines> {
  let status = ''
  let answeredAt: Date | null = null
  const credentials = await timed(
    async () => {
      ;({ status, answeredAt } = await account.fetchAccount())
      return line('ok', { message: 'Twilio takes account SID and auth token' })
    },
    (error) => {
      if (error.details?.code !== NOT_ACTIVE) return credentialsRefused(error)
      status = 'suspended'
      return line('ok', { message: 'Twilio knows account SID and auth token' })
    },
  )
  if (credentials.status !== 'ok') return { credentials }
  return { credentials, account_status: stateOf(status), clock: clockLine(ctx, answeredAt) }
}

function credentialsRefused(error: AppError): Line {
  if (error.details?.status !== 401) return failedToAsk(error)
  return line('failed', {
    reason: 'refused',
    message: 'Twilio refuses the account SID with this auth token',
    action: 'Copy both again from the Twilio console: the token may have been replaced there',
    evidence: { code: error.details.code ?? null },
  })
}

function stateOf(status: string): Line {
  if (status === 'active') return line('ok', { message: 'The account is active', evidence: { status } })
  return line('failed', {
    reason: 'not_active',
    message: `The account is ${status}: Twilio sends nothing for it`,
    action: 'Look into the Twilio console; usually the balance ran out',
    evidence: { status },
  })
}

function clockLine(ctx: TenantContext, answeredAt: Date | null): Line {
  if (!answeredAt) return skipped('nothing', 'Twilio did not say what time it is')
  const offMs = ctx.app.clock.now().getTime() - answeredAt.getTime()
  const evidence = { off_seconds: Math.round(offMs / 1_000) }
  if (Math.abs(offMs) <= SKEW_MS) return line('ok', { message: "This server's clock is right", evidence })
  return line('failed', {
    reason: 'off',
    message: "This server's clock differs from Twilio's",
    action: 'Let the server take its time from the network (NTP)',
    evidence,
  })
}

/** What is left to spend. */
export function diagnoseBalance(account: TelephonyAccount): Promise<Line> {
  return timed(async () => {
    const { amount, currency } = await account.fetchBalance()
    const evidence = { amount, currency }
    if (amount >= LOW_BALANCE) return line('ok', { message: 'There is enough balance', evidence })
    return line(amount <= 0 ? 'failed' : 'warning', {
      reason: amount <= 0 ? 'empty' : 'low',
      message: amount <= 0 ? 'The balance is used up' : 'The balance is low',
      action: 'Add funds in the Twilio console, or switch auto-recharge on',
      evidence,
    })
  })
}

const ADVICE: Record<string, string> = {
  secondary_auth_token: 'Clear it, or copy the secondary auth token from the Twilio console again',
  api_key: 'Make a new standard API key in the Twilio console and enter both parts',
  from_number: 'Choose one of the account’s numbers, or adopt this one first',
  messaging_service: 'Choose a Messaging Service of this account, or clear it',
}

/** The second token, the API key, the default number and the Messaging Service, where they are set. */
export async function diagnoseMore(ctx: TenantContext, row: CredentialRow): Promise<Lines> {
  const login = openLogin(ctx, row, ctx.tenant.fromNumber)
  const until = login.secondaryToken === null ? null : formerCountsUntil(row)
  const names = ['secondary_auth_token', 'api_key', 'from_number', 'messaging_service'] as const
  const checks = new Map((await checkLogin(ctx.app, login, names)).map((check) => [check.name, check]))
  const of = (name: (typeof names)[number], nothing: string) => lineOf(checks.get(name), nothing)
  return {
    secondary_auth_token: until
      ? formerLine(until, checks.get('secondary_auth_token')?.status === 'success')
      : of('secondary_auth_token', 'No rotation is under way'),
    api_key: of('api_key', 'There is no API key: browsers cannot be telephones'),
    default_number: of('from_number', 'There is no default number'),
    messaging_service: of('messaging_service', 'Texts are sent from a number'),
  }
}

/** Of a former token it is no news that Twilio takes it no more: that it still does is. */
function formerLine(until: string, isTaken: boolean): Line {
  if (isTaken) {
    return line('warning', {
      reason: 'not_promoted',
      message: 'Twilio still takes the former token, and signs what it sends with it',
      action: 'Promote the new token to the primary one in the Twilio console',
    })
  }
  return line('ok', {
    message: 'What was signed with the former token is believed for a day after the change',
    evidence: { counts_until: until },
  })
}

function lineOf(check: CredentialCheck | undefined, nothing: string): Line {
  if (!check) return skipped('nothing', nothing)
  const { name, error_details: details, response_time_ms: took } = check
  if (!details) return { ...line('ok', { message: 'Twilio takes it' }), response_time_ms: took }
  // A second token that Twilio does not take hurts nobody yet: the first one is taken.
  const failed = line(name === 'secondary_auth_token' ? 'warning' : 'failed', {
    reason: details.code === null ? 'not_there' : 'refused',
    message: details.message,
    action: ADVICE[name],
    evidence: { code: details.code },
  })
  return { ...failed, response_time_ms: took }
}
