import { readdirSync } from 'node:fs'
import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'

const folder = new URL('../../server/db/schema/', import.meta.url)

/** Every table that the schema's files declare. */
export async function schemaTables(): Promise<ReturnType<typeof getTableConfig>[]> {
  const modules: object[] = await Promise.all(
    readdirSync(folder).map((name) => import(/* @vite-ignore */ new URL(name, folder).pathname)),
  )
  return modules.flatMap((module) =>
    Object.values(module)
      .filter((value) => is(value, SQLiteTable))
      .map(getTableConfig),
  )
}
