import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/twilio-credentials'
import type { TenantContext } from '../../context/tenant-context'
import { invalid } from '../../errors'
import type { Login } from './check-login'
import { openSecret } from './credential-seals'
import { openRow, type CredentialRow } from './twilio-credential'

type Body = InputOf<typeof contracts.updateTwilioCredentials>['body']
type Form = DataOf<typeof contracts.getTwilioCredentials>

/** What really changes: absent where a field is absent or a mask of what is kept. */
export interface GivenCredentials {
  accountSid?: string
  authToken?: string
  secondaryToken?: string | null
  apiKeySid?: string | null
  apiKeySecret?: string | null
  messagingServiceSid?: string | null
  fromNumber?: string | null
}

/**
 * What a caller gives, masks understood.
 *
 * @throws AppError VALIDATION_ERROR for a mask of something else, and for the attempt to clear the account itself
 */
export function readGiven(body: Body, form: Form): GivenCredentials {
  const secret = (field: 'auth_token' | 'secondary_auth_token' | 'api_key_secret') => {
    const value = body[field]
    if (!value?.startsWith('*')) return value
    if (value !== form[field]) throw invalid(field, 'is neither a secret nor the mask of the one kept')
    return undefined
  }
  const required = (field: 'account_sid' | 'auth_token', value: string | null | undefined) => {
    if (value === null && form[field] !== null) throw invalid(field, 'cannot be cleared alone; remove the credentials')
    return value ?? undefined
  }
  return withoutAbsent({
    accountSid: required('account_sid', body.account_sid),
    authToken: required('auth_token', secret('auth_token')),
    secondaryToken: secret('secondary_auth_token'),
    apiKeySid: body.api_key_sid,
    apiKeySecret: secret('api_key_secret'),
    messagingServiceSid: body.messaging_service_sid,
    fromNumber: body.from_number,
  })
}

/**
 * The login that results, and the one that is kept; null where there is none.
 *
 * @throws AppError VALIDATION_ERROR for half an account, half a key, or what belongs to no account
 */
export function resolveLogin(
  ctx: TenantContext,
  row: CredentialRow | undefined,
  form: Form,
  given: GivenCredentials,
): { login: Login | null; stored: Login | null } {
  const stored = row ? openLogin(ctx, row, form.from_number) : null
  const isOther = given.accountSid !== undefined && given.accountSid !== stored?.accountSid
  if (stored && isOther && !given.authToken) throw invalid('auth_token', 'another account needs its own token')
  // What another account has nothing of begins anew; the number stays, and is asked about there.
  const kept = isOther
    ? { ...NOTHING, fromNumber: form.from_number }
    : (stored ?? { ...NOTHING, fromNumber: form.from_number })
  const { accountSid = '', authToken = '', ...others } = { ...kept, ...given }
  if (!accountSid || !authToken) {
    if (accountSid || authToken) {
      throw invalid(accountSid ? 'auth_token' : 'account_sid', 'give the account SID and its token together')
    }
    if (others.secondaryToken || others.apiKeySid || others.apiKeySecret || others.messagingServiceSid) {
      throw invalid('account_sid', 'comes first: the rest belongs to an account')
    }
    return { login: null, stored }
  }
  if ((others.apiKeySid === null) !== (others.apiKeySecret === null)) {
    throw invalid(others.apiKeySid === null ? 'api_key_sid' : 'api_key_secret', 'give key and secret together')
  }
  return { login: { accountSid, authToken, ...others }, stored }
}

const NOTHING = {
  accountSid: '',
  authToken: '',
  secondaryToken: null,
  apiKeySid: null,
  apiKeySecret: null,
  messagingServiceSid: null,
}

/** Everything of a credential in clear. */
export function openLogin(ctx: TenantContext, row: CredentialRow, fromNumber: string | null): Login {
  const { accountSid, authToken, secondaryToken } = openRow(ctx, row)
  const { apiKeySid, apiKeySecretSealed, messagingServiceSid } = row
  const apiKeySecret = apiKeySecretSealed && openSecret(ctx, row.id, 'api_key_secret_sealed', apiKeySecretSealed)
  return { accountSid, authToken, secondaryToken, apiKeySid, apiKeySecret, messagingServiceSid, fromNumber }
}

function withoutAbsent<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never
}
