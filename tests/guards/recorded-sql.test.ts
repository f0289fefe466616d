import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { createSystemDb } from '#server/db/system-db'
import { useHome } from '../support/database.ts'
import { SQL_LOG_DIR } from '../support/paths.ts'
import { schemaTables } from '../support/schema.ts'
import { violationsOf, type SqlRules } from '../support/sql-guard/check.ts'

const home = useHome('file')
let rules: SqlRules
let statements: Set<string>
beforeAll(async () => {
  const systemMethods = new Set(Object.keys(createSystemDb(home.db)))
  const tables = await schemaTables()
  const owned = tables.filter(({ columns }) => columns.some((column) => column.name === 'tenant_id'))
  rules = { tenantTables: new Set(owned.map((table) => table.name)), systemMethods }
  statements = new Set(recordings().flatMap(readStatements))
})

it('api_tests_left_their_statements_behind', () => {
  const hint = `Nothing is recorded in ${SQL_LOG_DIR}: run the API tests first (npm run test:api)`
  expect(statements.size, hint).toBeGreaterThan(40)
})

it('no_recorded_statement_touches_a_tenants_table_without_its_tenant', () => {
  const problems = [...statements].flatMap((statement) =>
    violationsOf(statement, rules).map((violation) => `${violation}: ${statement}`),
  )
  expect(problems).toEqual([])
})

it('every_table_that_a_tenant_owns_was_seen_by_the_tests', () => {
  const everything = [...statements].join('\n')
  const unseen = [...rules.tenantTables].filter((table) => !everything.includes(`"${table}"`))
  expect(unseen).toEqual([])
})

function recordings(): string[] {
  if (!existsSync(SQL_LOG_DIR)) return []
  return readdirSync(SQL_LOG_DIR)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(SQL_LOG_DIR, name))
}

function readStatements(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  // A server that was killed may have left half a line at the end.
  return lines.flatMap((line) => (line.endsWith('"') ? [JSON.parse(line) as string] : []))
}
