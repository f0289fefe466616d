import type twilio from 'twilio'
import { ask } from './ask'

/**
 * The active subaccount of a name, made where there is none. An answer that was lost is found by the name the next time.
 *
 * @param client of the account above
 * @throws AppError EXTERNAL_API_ERROR, PROVIDER_TIMEOUT
 */
export async function obtainSubaccount(
  client: twilio.Twilio,
  name: string,
): Promise<{ accountSid: string; authToken: string }> {
  const { accounts } = client.api.v2010
  const [found] = await ask(() => accounts.list({ friendlyName: name, status: 'active', limit: 1 }))
  const { sid, authToken } = found ?? (await ask(() => accounts.create({ friendlyName: name })))
  return { accountSid: sid, authToken }
}
