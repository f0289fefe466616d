import type { DataOf } from '#shared/contracts/contract'
import type { createPhoneToken as CreatePhoneToken } from '#shared/contracts/phone'
import type { TenantContext } from '../../context/tenant-context'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { AppError } from '../../errors'
import { signAccessToken } from '../../providers/twilio/access-token'
import { openSecret } from '../tenants/credential-seals'
import { clientIdentity } from './client-identity'

/** Twilio allows a day; what a lost laptop can still do is an hour's. */
const LONGEST_MS = 60 * 60 * 1000

/**
 * A token for the browser of the person who calls, bound to that person and tenant. It ends with the session, if that is
 * sooner; what it is used for is asked anew with each call.
 *
 * @throws AppError PERMISSION_DENIED for a key, which has no browser, and for a test; NOT_CONFIGURED naming what is `missing`
 */
export async function createPhoneToken(ctx: TenantContext): Promise<DataOf<typeof CreatePhoneToken>> {
  const { principal, app } = ctx
  if (principal.kind !== 'user') throw new AppError('PERMISSION_DENIED', 'Only people telephone by browser: sign in')
  if (principal.isTest) throw new AppError('PERMISSION_DENIED', 'A test key telephones with nobody: use a live one')
  const account = await openSigningKey(ctx)
  const issuedAt = app.clock.now()
  const sessionEnds = ctx.session ? Date.parse(ctx.session.row.expiresAt) : Infinity
  const expiresAt = new Date(Math.min(issuedAt.getTime() + LONGEST_MS, sessionEnds))
  const identity = clientIdentity(ctx.tenant.id, Number(principal.actorId))
  const mayReceive = principal.permissions.has('communication:read')
  return {
    token: await signAccessToken({ ...account, identity, mayReceive, issuedAt, expiresAt }),
    identity,
    may_receive: mayReceive,
    ttl: Math.floor((expiresAt.getTime() - issuedAt.getTime()) / 1000),
    expires_at: expiresAt.toISOString(),
  }
}

async function openSigningKey(ctx: TenantContext) {
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  if (!row) throw notConfigured('twilio_credentials', 'This tenant has no Twilio credentials yet')
  const { accountSid, apiKeySid, apiKeySecretSealed, twimlAppSid } = row
  if (!apiKeySid || !apiKeySecretSealed) throw notConfigured('api_key', 'This tenant has no Twilio API key yet')
  if (!twimlAppSid) throw notConfigured('twiml_app', 'This tenant has no TwiML App yet')
  const apiKeySecret = openSecret(ctx, row.id, 'api_key_secret_sealed', apiKeySecretSealed)
  return { accountSid, apiKeySid, apiKeySecret, applicationSid: twimlAppSid }
}

const notConfigured = (missing: string, message: string) => new AppError('NOT_CONFIGURED', message, { missing })
