import type { z } from 'zod'
import type { CredentialCheck as Schema } from '#shared/contracts/twilio-credentials'
import type { App } from '../../context/app'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { twilioAccount } from '../../providers/twilio/account'
import type { TelephonyAccount } from '../../providers/telephony-account'

export type CredentialCheck = z.output<typeof Schema>

/** Everything that can be asked about a tenant's account, in clear. */
export interface Login {
  accountSid: string
  authToken: string
  secondaryToken: string | null
  apiKeySid: string | null
  apiKeySecret: string | null
  fromNumber: string | null
  messagingServiceSid: string | null
}

/** What is wrong with what the provider said; null where that is as it should be. */
type Verdict = string | null

/**
 * Asks Twilio about a login, one question for each thing that is there. Nothing is changed there or here.
 *
 * @param names what to ask about
 */
export async function checkLogin(
  app: App,
  login: Login,
  names: readonly CredentialCheck['name'][],
): Promise<CredentialCheck[]> {
  const { accountSid } = login
  const as = (password: string, username?: string) => twilioAccount(app.clientOf({ accountSid, username, password }))
  const account = as(login.authToken)
  const { secondaryToken, apiKeySid, apiKeySecret, fromNumber, messagingServiceSid } = login
  const questions: Question[] = [{ name: 'account', path: '.json', put: () => accountState(account) }]
  if (secondaryToken !== null) {
    questions.push({ name: 'secondary_auth_token', path: '.json', put: () => accountState(as(secondaryToken)) })
  }
  if (apiKeySid !== null && apiKeySecret !== null) {
    const key = as(apiKeySecret, apiKeySid)
    questions.push({ name: 'api_key', path: '/Applications.json', put: () => keyState(key) })
  }
  if (fromNumber !== null) {
    const put = () => numberState(account, fromNumber)
    questions.push({ name: 'from_number', path: '/IncomingPhoneNumbers.json', put })
  }
  if (messagingServiceSid !== null) {
    const put = () => serviceState(account, messagingServiceSid)
    questions.push({ name: 'messaging_service', path: null, put })
  }
  const wanted = questions.filter(({ name }) => names.includes(name))
  return Promise.all(wanted.map((question) => answerTo(app, login, question)))
}

/** @throws AppError INTEGRATION_TEST_FAILED with everything that was asked */
export async function passChecks(
  { app }: TenantContext,
  login: Login,
  names: readonly CredentialCheck['name'][],
): Promise<void> {
  const checks = await checkLogin(app, login, names)
  const failed = checks.find(({ status }) => status === 'failed')
  if (!failed) return
  throw new AppError('INTEGRATION_TEST_FAILED', `${failed.name}: ${failed.error_details?.message}`, { checks })
}

interface Question {
  name: CredentialCheck['name']
  /** Below the account; null for the service, which has a host of its own. */
  path: string | null
  put: () => Promise<Verdict>
}

async function answerTo(app: App, login: Login, { name, path, put }: Question): Promise<CredentialCheck> {
  const began = performance.now()
  const done = (details: CredentialCheck['error_details']) => ({
    name,
    request:
      path === null
        ? `GET /v1/Services/${login.messagingServiceSid}`
        : `GET /2010-04-01/Accounts/${login.accountSid}${path}`,
    status: details ? ('failed' as const) : ('success' as const),
    response_time_ms: Math.round(performance.now() - began),
    error_details: details,
  })
  try {
    const message = await put()
    return done(message === null ? null : { code: null, message, more_info: null })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, more_info: moreInfo } = error.details ?? {}
    app.logger.info({ check: name, code }, 'credential_check_failed')
    return done({
      code: typeof code === 'number' ? code : null,
      message: error.message,
      more_info: typeof moreInfo === 'string' ? moreInfo : null,
    })
  }
}

async function accountState(account: TelephonyAccount): Promise<Verdict> {
  const { status } = await account.fetchAccount()
  return status === 'active' ? null : `The account is ${status}`
}

/** A key may not read the account itself: Apps are what it is used for. */
async function keyState(account: TelephonyAccount): Promise<Verdict> {
  await account.findApplication('Trunkline')
  return null
}

async function numberState(account: TelephonyAccount, phoneNumber: string): Promise<Verdict> {
  return (await account.findNumber(phoneNumber)) ? null : 'The number is not in this account'
}

async function serviceState(account: TelephonyAccount, sid: string): Promise<Verdict> {
  return (await account.fetchMessagingService(sid)) ? null : 'The Messaging Service is not in this account'
}
