import { readdirSync, readFileSync } from 'node:fs'
import type { Migration } from '#server/db/migrate'

const folder = new URL('../../drizzle/', import.meta.url)

/** The migrations that the built server carries inside, read from where they are generated. */
export function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => ({ name, sql: readFileSync(new URL(name, folder), 'utf8') }))
}
