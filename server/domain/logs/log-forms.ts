import type { DataOf } from '#shared/contracts/contract'
import type { listAudit, listErrors } from '#shared/contracts/logs'
import type { auditLog } from '../../db/schema/audit-log'
import type { errorLog } from '../../db/schema/error-log'

/** A failure as the API says it. */
export function errorForm(row: typeof errorLog.$inferSelect): DataOf<typeof listErrors> {
  return {
    id: row.id,
    error_type: row.errorType,
    error_message: row.errorMessage,
    error_details: row.errorDetails ?? null,
    endpoint: row.endpoint,
    user_agent: row.userAgent,
    ip_address: row.ipAddress,
    request_id: row.requestId,
    created_at: row.createdAt,
  }
}

/** A change as the API says it. */
export function auditForm(row: typeof auditLog.$inferSelect): DataOf<typeof listAudit> {
  return {
    id: row.id,
    actor_type: row.actorType,
    actor_id: row.actorId,
    actor_name: row.actorName,
    operation: row.operation,
    entity: row.entity,
    entity_id: row.entityId,
    before: row.before ?? null,
    after: row.after ?? null,
    request_id: row.requestId,
    ip_address: row.ipAddress,
    created_at: row.createdAt,
  }
}
