import type { RenderProblem } from '#shared/template/render-error.ts'
import type { Segment } from '#shared/template/segments.ts'
import { resolveSettings } from '#shared/template/settings.ts'
import type { GivenSettings } from '#shared/template/settings.ts'
import { MAX_SMS_UNITS, describeSms } from '#shared/template/sms-encoding.ts'
import type { SmsEncoding } from '#shared/template/sms-encoding.ts'
import { renderSmsText } from '#shared/template/sms-text.ts'
import type { RenderWarning } from '#shared/template/warnings.ts'

export interface RenderedSms {
  body: string
  sms: SmsEncoding
  warnings: RenderWarning[]
  /** Why this can't be sent: `sms_too_long` (Twilio's 21617) or `sms_empty` (21602); null when it can. */
  problem: RenderProblem | null
}

/**
 * Renders a message as the body of an SMS. The body is there even when it can't be sent, to be shown.
 *
 * @param segments of `buildSegments`
 * @param settings the tenant's locale, currency, zone and country
 */
export function renderSms(segments: readonly Segment[], settings?: GivenSettings): RenderedSms {
  const { text: body, warnings } = renderSmsText(segments, resolveSettings(settings))
  return { body, sms: describeSms(body), warnings, problem: findProblem(body) }
}

function findProblem(body: string): RenderProblem | null {
  if (body.trim() === '') return { code: 'sms_empty', message: 'The message is empty.', limit: 1, actual: 0 }
  if (body.length <= MAX_SMS_UNITS) return null
  const message = `The message is ${body.length} characters long, and an SMS takes ${MAX_SMS_UNITS}.`
  return { code: 'sms_too_long', message, limit: MAX_SMS_UNITS, actual: body.length }
}
