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

const OF_REQUESTS = [
  'communication_log',
  'voice_messages',
  'opt_outs',
  'voice_xml',
  'audit_log',
  'api_keys',
  'idempotency_keys',
]
const OF_CALLBACKS = ['communication_events', 'webhook_deliveries', 'outbox']

/** How much there is of everything that a caller's request leaves behind, to compare with later. */
export function countRows(world: World): Record<string, number> {
  return count(world, OF_REQUESTS)
}

/** The same with what callbacks and jobs leave behind: to be compared only where none is still to come. */
export function countAllRows(world: World): Record<string, number> {
  return count(world, [...OF_REQUESTS, ...OF_CALLBACKS])
}

function count(world: World, tables: string[]): Record<string, number> {
  const counts = tables.map((table) => `select '${table}' as name, count(*) as count from ${table}`)
  const rows = readRows<{ name: string; count: number }>(world, counts.join(' union all '))
  return Object.fromEntries(rows.map(({ name, count: rowCount }) => [name, rowCount]))
}
