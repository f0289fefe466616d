import twilio from 'twilio'
import { safeCause } from '../../context/safe-cause'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { createRequestClient } from '../../providers/twilio/request-client'
import { withSecondToken } from '../../providers/twilio/second-token'
import { swapTokens } from './swap-tokens'
import { openTwilioCredential, type OpenedCredential } from './twilio-credential'

/** Clients kept; a client is a few objects, and a tenant uses one at a time. */
const MAX_CLIENTS = 500

/** What an account is entered with: itself and a token, or an API key and its secret. */
export interface Login {
  accountSid: string
  /** The account's SID, unless it is a key's. */
  username?: string
  password: string
}

export interface TwilioClients {
  /**
   * The SDK's client of a tenant's account.
   *
   * @throws AppError NOT_CONFIGURED when the tenant has no credentials
   */
  clientFor(ctx: TenantContext): Promise<twilio.Twilio>
  /** A client that is not kept, for a login that is no tenant's, or not yet. */
  clientOf(login: Login): twilio.Twilio
}

export type ClientFor = TwilioClients['clientFor']

/**
 * Gives each tenant's client of the SDK. They are kept per credential as it lies in the database: a changed one has
 * another version, so a client never outlives the credential it was made with. Where there is a second token, what is
 * refused with the first is asked with the second, and they change places when that works.
 *
 * @param baseUrl replaces Twilio's host; absent: Twilio's own
 */
export function createTwilioClients(baseUrl: string | undefined): TwilioClients {
  const httpClient = createRequestClient(baseUrl)
  const clients = new Map<string, twilio.Twilio>()

  const clientFor: ClientFor = async (ctx) => {
    const credential = await openTwilioCredential(ctx)
    if (!credential) {
      throw new AppError('NOT_CONFIGURED', 'This tenant has no Twilio credentials yet', {
        missing: 'twilio_credentials',
      })
    }
    const name = `${ctx.tenant.id}/${credential.version}`
    let client = clients.get(name)
    if (!client) {
      client = twilio(credential.accountSid, credential.authToken, { httpClient: transportOf(ctx, credential) })
      clients.set(name, client)
      if (clients.size > MAX_CLIENTS) clients.delete(clients.keys().next().value!)
    }
    return client
  }

  return {
    clientFor,
    clientOf: ({ accountSid, username = accountSid, password }) =>
      twilio(username, password, { httpClient, accountSid }),
  }

  function transportOf(ctx: TenantContext, { secondaryToken, version }: OpenedCredential): twilio.RequestClient {
    if (!secondaryToken) return httpClient
    const { app, tenant } = ctx
    return withSecondToken(httpClient, secondaryToken, async () => {
      try {
        await swapTokens(app, tenant.id, version)
      } catch (error) {
        // The request has been answered; the next one finds the first token refused again and tries this again.
        app.logger.error({ err: safeCause(error), tenant_id: tenant.id }, 'tokens_not_swapped')
      }
    })
  }
}
