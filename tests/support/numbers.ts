import type { Api } from './api.ts'
import { ACME, type World } from './world.ts'

/** The tenant's number as the API shows it. */
export async function findOwnNumber(api: Api, phoneNumber = ACME.from) {
  const { body } = await api(`/api/phone-numbers?search=${encodeURIComponent(phoneNumber)}`)
  return body.data[0] as { id: string; phone_number: string; is_default: boolean } & Record<string, unknown>
}

/** Changes where a number's calls and texts go. */
export async function routeNumber(api: Api, routing: object, phoneNumber = ACME.from) {
  const { id } = await findOwnNumber(api, phoneNumber)
  const answer = await api(`/api/phone-numbers/${id}`, { method: 'PUT', body: routing })
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.body.data
}

/** Gives an account of the network these numbers, each leading to a tenant's own addresses. */
export async function connectNumbers(
  world: World,
  { id, sid, token }: { id: string; sid: string; token: string },
  numbers: readonly string[],
): Promise<void> {
  const [smsUrl, voiceUrl] = ['sms', 'voice'].map((kind) => `${world.url}/webhooks/twilio/${id}/${kind}`)
  await world.sim.registerAccount({
    accountSid: sid,
    authToken: token,
    numbers: numbers.map((phoneNumber) => ({ phoneNumber, smsUrl, voiceUrl, statusCallback: voiceUrl })),
  })
}
