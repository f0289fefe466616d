import { AppError } from '../../errors'
import type { SendOutcome } from '../../providers/telephony'

/**
 * Tells why nothing was sent; does nothing where something was, or may have been.
 *
 * @param row the communication that is kept of it, where there is one
 * @throws AppError EXTERNAL_API_ERROR
 */
export function throwFailure(outcome: SendOutcome, row?: { id: number; errorMessage: string | null }): void {
  const kept = row ? { communication_id: row.id } : {}
  if (outcome.kind === 'refused') {
    const { code, message, moreInfo } = outcome.refusal
    const details = { provider: 'twilio', code, message, more_info: moreInfo, ...kept }
    throw new AppError('EXTERNAL_API_ERROR', row?.errorMessage ?? message, details)
  }
  if (outcome.kind === 'unavailable') {
    throw new AppError(
      'EXTERNAL_API_ERROR',
      'Twilio could not be reached; nothing was sent',
      { provider: 'twilio', code: null, message: outcome.reason, ...kept },
      { retryAfterSeconds: outcome.retryAfterSeconds ?? 10 },
    )
  }
}
