import { createClient, type Client, type InStatement } from '@libsql/client'
import { drizzle } from 'drizzle-orm/libsql'
import type { Driver, Queries, StatementLog } from '../client'

/** A migration is one batch, in which only a statement that fails can stop the commit: JSON that is none is one. */
const FAIL_ON_VIOLATIONS = `
  SELECT json('foreign key of ' || "table" || ' points nowhere') FROM pragma_foreign_key_check LIMIT 1`

/**
 * A libSQL server through `@libsql/client`. The server opens every stream with foreign keys on and its file in WAL;
 * a test asks it.
 *
 * @param url `libsql:`, `http:`, `https:`, `ws:` or `wss:`
 * @param authToken a JWT, where the server asks for one
 */
export async function openRemoteDriver(url: string, authToken?: string, log?: StatementLog): Promise<Driver> {
  const client = createClient({ url, authToken })

  return {
    kind: 'remote',
    reader: queriesOver(client, log),
    async begin() {
      const transaction = await client.transaction('write')
      // A transaction executes statements just as a client does, which is all that Drizzle's session asks of it.
      const executor = { execute: (statement: InStatement) => transaction.execute(statement) } as Client
      return {
        queries: queriesOver(executor, log),
        execute: async (statement) => void (await transaction.execute(statement)),
        commit: () => transaction.commit(),
        rollback: () => transaction.rollback(),
      }
    },
    async execute(statement) {
      const result = await client.execute(statement)
      return result.rows.map((row) => ({ ...row }))
    },
    async migrate(statements) {
      await client.migrate([...statements, FAIL_ON_VIOLATIONS])
    },
    close: async () => client.close(),
  }
}

function queriesOver(client: Client, log?: StatementLog): Queries {
  return drizzle(client, { logger: log && { logQuery: log } }) as unknown as Queries
}
