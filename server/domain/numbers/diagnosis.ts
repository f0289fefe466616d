import type { DataOf } from '#shared/contracts/contract'
import type { DIAGNOSTICS, getDiagnostics } from '#shared/contracts/telephony'
import { AppError } from '../../errors'

export type Line = Omit<DataOf<typeof getDiagnostics>['checks'][number], 'id'>
export type Lines = Partial<Record<(typeof DIAGNOSTICS)[number], Line>>

/** What one line says; what is absent is not there. */
export function line(
  status: Line['status'],
  said: { reason?: string; message: string; action?: string; evidence?: Line['evidence'] },
): Line {
  const { reason = null, message, action = null, evidence = {} } = said
  return { status, reason, message, action, evidence, response_time_ms: null }
}

/** @param reason `depends`: a line before it failed; `nothing`: there is nothing to look at */
export function skipped(reason: 'depends' | 'nothing', message = 'This hangs on a line before it'): Line {
  return line('skipped', { reason, message })
}

/** A question with how long its answer took; what Twilio refuses is what `refused` makes of it. */
export async function timed(put: () => Promise<Line>, refused: (error: AppError) => Line = failedToAsk): Promise<Line> {
  const began = performance.now()
  const took = () => Math.round(performance.now() - began)
  try {
    return { ...(await put()), response_time_ms: took() }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { ...refused(error), response_time_ms: took() }
  }
}

/** What Twilio said instead of answering. */
export function failedToAsk(error: AppError): Line {
  return line('failed', {
    reason: error.errorName === 'PROVIDER_TIMEOUT' ? 'unreachable' : 'refused',
    message: error.message,
    action: 'Try again in a few minutes; look at status.twilio.com when it stays so',
    evidence: { code: error.details?.code ?? null },
  })
}
