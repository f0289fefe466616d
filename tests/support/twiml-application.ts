import type { World } from './world.ts'

/** A TwiML application at Twilio as belongs to a tenant. @returns its SID */
export async function makeApplication(
  { url, simulatorUrl }: World,
  { id, sid, token }: { id: string; sid: string; token: string },
): Promise<string> {
  const voice = `${url}/webhooks/twilio/${id}/voice`
  const body = new URLSearchParams({ FriendlyName: `Trunkline ${id}`, VoiceUrl: voice, StatusCallback: voice })
  const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`
  const address = `${simulatorUrl}/2010-04-01/Accounts/${sid}/Applications.json`
  const answer = await fetch(address, { method: 'POST', body, headers: { authorization } })
  return ((await answer.json()) as { sid: string }).sid
}
