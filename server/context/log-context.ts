import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Who and what the running code works for. For logs, metrics and the audit trail: attribution, never authority.
 * Rights come from the `TenantContext` that is passed as an argument.
 */
export interface LogContext {
  requestId: string
  tenantId?: string
  actor?: string
}

const storage = new AsyncLocalStorage<LogContext>()

/** Runs `fn`, and all that it starts, under a context. */
export function runWithLogContext<T>(context: LogContext, fn: () => T): T {
  return storage.run(context, fn)
}

/** The context of the running code, or undefined outside requests and jobs. */
export function currentLogContext(): LogContext | undefined {
  return storage.getStore()
}

/** @throws Error when the running code works for another tenant than this one */
export function assertTenantInContext(tenantId: string): void {
  const current = storage.getStore()?.tenantId
  if (current !== undefined && current !== tenantId) {
    throw new Error('A tenant database was used under the context of another tenant')
  }
}
