import type { TenantContext } from '../../context/tenant-context'

/**
 * Asks Twilio to repeat a callback that met a 5xx or no connection, up to five times
 * (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides): by itself it does not repeat a 5xx.
 * A fragment is neither sent nor signed.
 */
export const CALLBACK_RETRIES = '#rc=5&rp=5xx,ct,rt'

/** Where a communication's statuses are reported. It bears our id, so that a callback finds its row before the SID does. */
export function statusCallbackUrl(ctx: TenantContext, kind: 'call' | 'sms', communicationId: number): string {
  const path = `/webhooks/twilio/${ctx.tenant.id}/${kind === 'call' ? 'voice' : 'sms'}`
  return `${ctx.app.config.publicBaseUrl}${path}?id=${communicationId}${CALLBACK_RETRIES}`
}

/** Where a call goes on that came in, or what its legs report: `query` says what, and is signed with the rest. */
export function voiceUrl(ctx: TenantContext, query: string): string {
  return `${ctx.app.config.publicBaseUrl}/webhooks/twilio/${ctx.tenant.id}/voice?${query}${CALLBACK_RETRIES}`
}

/** Where is reported what becomes of a call's recording: with our id, where the call has one before it is answered. */
export function recordingCallbackUrl(ctx: TenantContext, communicationId?: number): string {
  const path = `/webhooks/twilio/${ctx.tenant.id}/recording`
  const query = communicationId === undefined ? '' : `?id=${communicationId}`
  return `${ctx.app.config.publicBaseUrl}${path}${query}${CALLBACK_RETRIES}`
}

/** Where Twilio fetches what a call says. */
export function xmlUrl(ctx: TenantContext, publicId: string): string {
  return `${ctx.app.config.publicBaseUrl}/webhooks/twilio/voice-xml/${publicId}`
}
