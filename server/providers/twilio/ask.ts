import twilio from 'twilio'
import { AppError } from '../../errors'
import { ThrottledError } from './request-client'

/**
 * Asks Twilio something whose repetition does no harm.
 *
 * @throws AppError EXTERNAL_API_ERROR with Twilio's code, status and link; PROVIDER_TIMEOUT where no answer came
 */
export async function ask<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    if (error instanceof twilio.RestException) {
      throw new AppError(
        'EXTERNAL_API_ERROR',
        `Twilio refused: ${error.message}`,
        { provider: 'twilio', code: error.code ?? null, status: error.status, more_info: error.moreInfo ?? null },
        { cause: error },
      )
    }
    if (error instanceof ThrottledError) {
      const { message, retryAfterSeconds } = error
      throw new AppError('EXTERNAL_API_ERROR', message, { provider: 'twilio', code: 20429 }, { retryAfterSeconds })
    }
    throw new AppError('PROVIDER_TIMEOUT', 'Twilio did not answer in time', { provider: 'twilio' }, { cause: error })
  }
}

/** The same, where not to be there is an answer: null. */
export async function askOrNull<T>(request: () => Promise<T>): Promise<T | null> {
  try {
    return await ask(request)
  } catch (error) {
    if (error instanceof AppError && error.details?.status === 404) return null
    throw error
  }
}
