/**
 * A process of its own that brings a database to the newest schema and says `migrated`. Plain Node with its type
 * stripping; the server's imports have no extension, which a bundler adds and this adds here.
 */
import { registerHooks } from 'node:module'
import { readMigrations } from './migrations.ts'

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = /^\.{1,2}\/(.*\/)?[\w-]+$/.test(specifier) && !context.parentURL?.includes('/node_modules/')
    return next(isOurs ? `${specifier}.ts` : specifier, context)
  },
})

const { openDatabase } = await import('../../server/db/client.ts')
const { migrate } = await import('../../server/db/migrate.ts')

const db = await openDatabase(process.env.DATABASE_URL!)
await migrate(db, readMigrations())
await db.close()
console.log('migrated')
