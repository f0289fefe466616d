import Libsql from 'libsql'
import type { World } from './world.ts'

/** Reads the database file beside the server: for what no operation shows, such as that nothing was written. */
export function readRows<Row = Record<string, unknown>>(world: World, sql: string, ...params: unknown[]): Row[] {
  const db = new Libsql(world.databaseUrl.replace(/^file:/, ''), { readonly: true })
  try {
    return db.prepare(sql).all(...params) as Row[]
  } finally {
    db.close()
  }
}

const WRITTEN_BY_REQUESTS = ['communication_log', 'communication_events', 'webhook_deliveries', 'voice_messages', 'opt_outs', 'voice_xml', 'outbox', 'audit_log', 'api_keys', 'idempotency_keys'] // prettier-ignore

/** How much there is of everything that a request can leave behind, to compare with later. */
export function countRows(world: World): Record<string, number> {
  const counts = WRITTEN_BY_REQUESTS.map((table) => `select '${table}' as name, count(*) as count from ${table}`)
  const rows = readRows<{ name: string; count: number }>(world, counts.join(' union all '))
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}
