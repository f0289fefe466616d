import type { Api } from './api.ts'

/** A US number that can exist and that no other test uses, by its last four digits. */
export const person = (index: number) => `+1202555${String(index).padStart(4, '0')}`

export function sendSms(api: Api, to: string, message = `Hello ${to}`, headers: Record<string, string> = {}) {
  return api('/api/communication/sms/send', { body: { to, message }, headers })
}

export function placeCall(api: Api, to: string, voiceMessageId: number, headers: Record<string, string> = {}) {
  return api('/api/communication/voice/send', { body: { to, voice_message_id: voiceMessageId }, headers })
}

/** The id of a template with this text. */
export async function createTemplate(api: Api, voiceText: string, more: object = {}): Promise<number> {
  const { body } = await api('/api/voice-messages', { body: { name: 'Test', voice_text: voiceText, ...more } })
  if (!body.success) throw new Error(JSON.stringify(body))
  return body.data.id
}

/** Takes the day's limit of calls away, so that a test may place as many as it needs. */
export async function liftLimits(api: Api): Promise<void> {
  await api('/api/tenant/profile', { method: 'PUT', body: { settings: { max_calls_per_day: null } } })
}
