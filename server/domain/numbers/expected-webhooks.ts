import type { ApplicationFields, NumberFields } from '../../providers/telephony-account'

/**
 * Asks Twilio to repeat a request that met a 5xx or no connection
 * (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides): a restart of ours must not cost a text.
 * Twice, since a caller is waiting. A fragment is neither sent nor signed.
 */
const RETRIES = '#rc=2&rp=5xx,ct,rt'

/** What belongs in a tenant's TwiML App. Empty is "none": no second address helps where the first one is ours too. */
export function expectedApplication(baseUrl: string, tenantId: string): ApplicationFields {
  const voice = `${baseUrl}/webhooks/twilio/${tenantId}/voice${RETRIES}`
  return {
    VoiceUrl: voice,
    VoiceMethod: 'POST',
    VoiceFallbackUrl: '',
    StatusCallback: voice,
    StatusCallbackMethod: 'POST',
    SmsUrl: `${baseUrl}/webhooks/twilio/${tenantId}/sms${RETRIES}`,
    SmsMethod: 'POST',
    SmsFallbackUrl: '',
  }
}

/** What belongs at each of a tenant's numbers. */
export function expectedNumber(baseUrl: string, tenantId: string): NumberFields {
  return { ...expectedApplication(baseUrl, tenantId), VoiceApplicationSid: '', SmsApplicationSid: '' }
}

/** Whether a field at Twilio means what is expected: addresses as URLs do, methods whatever their case. */
export function isAsExpected(field: string, actual: string, expected: string): boolean {
  if (field.endsWith('Method')) return actual.toUpperCase() === expected
  if (actual === expected) return true
  if (!URL.canParse(actual) || !URL.canParse(expected)) return false
  return new URL(actual).href === new URL(expected).href
}

/** The name by which a tenant's App, and a subaccount made for it, is found again at Twilio. */
export const nameAtTwilio = (tenantId: string): string => `Trunkline ${tenantId}`
