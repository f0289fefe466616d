import type { Permission } from '#shared/contracts/permissions'

/** Whoever acts, however they proved it. */
export interface Principal {
  kind: 'api_key' | 'user' | 'system'
  tenantId: string
  /** The key's or the user's id; the job's kind for the system. */
  actorId: string
  actorName: string
  permissions: ReadonlySet<Permission>
  /** Acts with a test key: sends go to the sandbox and count nowhere. */
  isTest: boolean
}

/** The principal of work that nobody waits for: callbacks and jobs. */
export function systemPrincipal(tenantId: string, actorName: string): Principal {
  return { kind: 'system', tenantId, actorId: actorName, actorName, permissions: new Set(), isTest: false }
}
