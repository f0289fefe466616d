export type CommitListener = (tenantId: string, tables: ReadonlySet<string>) => void

/**
 * Tells, once a commit is durable, which tables of a tenant got new rows by it. Within this process only: what another
 * one commits is found by looking. Several processes would pass the same two words through a broker.
 */
export interface CommitNews {
  tell: CommitListener
  listen(listener: CommitListener): void
}

export function createCommitNews(): CommitNews {
  const listeners: CommitListener[] = []
  return {
    tell: (tenantId, tables) => listeners.forEach((listener) => listener(tenantId, tables)),
    listen: (listener) => void listeners.push(listener),
  }
}
