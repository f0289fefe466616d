import type { WebhookFields } from '../model.ts'
import { isWebUrl } from './formats.ts'
import { RestError } from './rest-error.ts'

const urlFields = ['VoiceUrl', 'VoiceFallbackUrl', 'SmsUrl', 'SmsFallbackUrl', 'StatusCallback'] as const
const methodFields = [
  ...(['VoiceMethod', 'VoiceFallbackMethod', 'SmsMethod', 'SmsFallbackMethod', 'StatusCallbackMethod'] as const),
]

/**
 * The webhook fields that a form sets; what it does not name stays.
 * @throws RestError 21205 for an address that is none, 20001 for a method other than GET and POST.
 */
export function webhookFields(form: URLSearchParams): Partial<WebhookFields> {
  const fields: Partial<WebhookFields> = {}
  for (const name of urlFields) {
    const value = form.get(name)
    if (value === null) continue
    if (value !== '' && !isWebUrl(value)) throw new RestError(21205, `${name} is not a valid URL`)
    fields[name] = value
  }
  for (const name of methodFields) {
    const value = form.get(name)?.toUpperCase()
    if (value === undefined) continue
    if (value !== 'GET' && value !== 'POST') throw new RestError(20001, `Invalid ${name}`)
    fields[name] = value
  }
  return fields
}

/** The fields as the REST interface shows them: `VoiceUrl` → `voice_url`. */
export function presentWebhooks(fields: WebhookFields): Record<string, string> {
  const names = [...urlFields, ...methodFields]
  return Object.fromEntries(
    names.map((name) => [name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase(), fields[name]]),
  )
}
