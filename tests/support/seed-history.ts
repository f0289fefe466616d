import Libsql from 'libsql'
import { eventually } from './eventually.ts'
import { ACME, type World } from './world.ts'

/** A row of the ledger; what is not given is an SMS that was delivered. */
export interface SeedRow {
  tenant_id?: string
  created_at: string
  network_type?: 'call' | 'sms'
  direction?: 'inbound' | 'outbound'
  to_number?: string
  from_number?: string
  message_content?: string
  status?: string
  error_code?: number | null
  error_message?: string | null
  cost_amount?: number | null
  cost_currency?: string
  voice_message_id?: number | null
  is_test?: 0 | 1
  duration_seconds?: number | null
}

const USUAL = {
  tenant_id: ACME.id,
  network_type: 'sms',
  direction: 'outbound',
  to_number: '+12025550100',
  from_number: ACME.from,
  message_content: 'Hello',
  status: 'delivered',
  error_code: null,
  error_message: null,
  cost_amount: 8_300,
  cost_currency: 'USD',
  voice_message_id: null,
  is_test: 0,
  duration_seconds: null,
}

/** Writes history that would take a day to make: rows of the past, in one transaction beside the running server. */
export async function seedHistory(world: World, rows: readonly SeedRow[]): Promise<void> {
  const db = new Libsql(world.databaseUrl.replace(/^file:/, ''))
  try {
    db.exec('PRAGMA foreign_keys = ON')
    const columns = [...Object.keys(USUAL), 'created_at', 'updated_at']
    const insert = db.prepare(
      `INSERT INTO communication_log (${columns.join()}) VALUES (${columns.map((column) => `@${column}`).join()})`,
    )
    await eventually(
      async () => {
        try {
          db.exec('BEGIN IMMEDIATE')
          return true
        } catch {
          return false // the server writes just now
        }
      },
      (begun) => begun,
    )
    for (const row of rows) insert.run({ ...USUAL, ...row, updated_at: row.created_at })
    db.exec('COMMIT')
  } finally {
    db.close()
  }
}
