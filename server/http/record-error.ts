import { publicErrorCode } from '#shared/contracts/errors'
import { safeCause } from '../context/safe-cause'
import { TenantDb } from '../db/tenant-db'
import { errorLog } from '../db/schema/error-log'
import type { AppError } from '../errors'
import type { RequestScope } from './request-scope'

/**
 * Logs a failure with its cause, and keeps a row for the people who look after the tenant. A failure to keep the row is
 * only logged: the answer must go out.
 */
export async function recordError(scope: RequestScope, error: AppError): Promise<void> {
  const { app, log } = scope
  const code = publicErrorCode(error.errorName)
  // A provider's words hold the number that was called: of its refusals the log gets codes alone.
  const facts =
    error.errorName === 'EXTERNAL_API_ERROR'
      ? { provider_code: error.details?.code, communication_id: error.details?.communication_id }
      : { err: safeCause(error) }
  app.logger.error({ ...facts, code, endpoint: scope.endpoint }, 'request_failed')
  const row = {
    errorType: error.errorName === 'SERVER_ERROR' ? 'api' : 'twilio',
    errorMessage: error.message,
    errorDetails: { code, ...error.details },
    endpoint: `${scope.event.method} ${scope.endpoint}`,
    userAgent: scope.userAgent,
    ipAddress: scope.ipAddress,
    requestId: log.requestId,
    createdAt: app.clock.now().toISOString(),
  }
  try {
    if (log.tenantId) await TenantDb.open(app.db, log.tenantId).insert(errorLog, row)
    else await app.system.recordPlatformError(row)
  } catch (failure) {
    app.logger.error({ err: safeCause(failure) }, 'error_row_not_kept')
  }
}
