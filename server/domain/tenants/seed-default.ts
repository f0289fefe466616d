import type { App } from '../../context/app'
import { createTenant } from './platform-tenants'

const ID = 'default'

/**
 * Makes one tenant with the Twilio account that the environment names, once, outside production. Its key is made here
 * and said here, since there is nobody to show it to.
 */
export async function seedDefaultTenant(
  app: App,
  given: { accountSid: string; authToken: string; fromNumber?: string },
): Promise<void> {
  if (await app.system.findTenant(ID)) return
  const request = { id: 'seed', endpoint: 'seed', ipAddress: null, userAgent: null }
  const twilio = { account_sid: given.accountSid, auth_token: given.authToken }
  const body = { id: ID, name: 'Default', from_number: given.fromNumber ?? null, twilio }
  const tenant = await createTenant({ app, request }, { params: {}, query: {}, body, readOnly: {}, text: null })
  process.stdout.write(`Tenant ${ID} is made; its API key, shown this once: ${tenant.api_key}\n`)
}
