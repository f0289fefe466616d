import twilio from 'twilio'
import type { TenantContext } from '../../context/tenant-context'
import { openTwilioCredential } from './twilio-credential'
import { AppError } from '../../errors'
import { sandboxTelephony } from '../../providers/sandbox/telephony'
import type { Telephony, TelephonyFactory } from '../../providers/telephony'
import { createRequestClient } from '../../providers/twilio/request-client'
import { twilioTelephony } from '../../providers/twilio/telephony'

/** Clients kept; a client is a few objects, and a tenant uses one at a time. */
const MAX_CLIENTS = 500

/**
 * Gives each tenant's network. Clients are kept per credential as it stands now: a changed credential has another
 * `updated_at`, so a client never outlives the one it was made with.
 */
export function createTelephonyFactory(baseUrl: string | undefined): TelephonyFactory {
  const httpClient = createRequestClient(baseUrl)
  const clients = new Map<string, Telephony>()

  return async (ctx: TenantContext, isTest: boolean) => {
    if (isTest) return sandboxTelephony(ctx.app.clock)
    const credential = await openTwilioCredential(ctx)
    if (!credential) {
      throw new AppError('NOT_CONFIGURED', 'This tenant has no Twilio credentials yet', {
        missing: 'twilio_credentials',
      })
    }
    const name = `${ctx.tenant.id}/${credential.version}`
    let telephony = clients.get(name)
    if (!telephony) {
      telephony = twilioTelephony(twilio(credential.accountSid, credential.authToken, { httpClient }))
      clients.set(name, telephony)
      if (clients.size > MAX_CLIENTS) clients.delete(clients.keys().next().value!)
    }
    return telephony
  }
}
