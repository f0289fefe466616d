import { and, asc, eq, gt, isNotNull, isNull, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { TenantContext } from '../../context/tenant-context'
import type { SealContext } from '../../crypto/sealed-box'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'
import { credentialPlace } from '../tenants/credential-seals'
import { totpPlace } from '../users/totp'

/** A row with what is sealed in it. */
export interface SealedRow {
  /** Its place in the order of its table. */
  place: number
  entity: string
  entityId: string | number
  /** By column: the secret as it lies there, and where it is sealed for. */
  secrets: Record<string, { sealed: string | null; at: SealContext }>
  /** Writes columns, unless a secret of the row was changed since; says whether it did. */
  keep(tx: TenantDb, columns: Record<string, string>): Promise<boolean>
}

/** A table whose secrets stay, and are therefore sealed anew when the encryption key changes. */
export interface SealedTable {
  table: 'twilio_credentials' | 'users'
  /** Rows with something sealed, in order, beyond a place. */
  find(ctx: TenantContext, after: number, limit: number): Promise<SealedRow[]>
}

const credentials: SealedTable = {
  table: 'twilio_credentials',
  async find(ctx) {
    const rows = await ctx.db.find(twilioCredentials, { limit: 1 }) // a tenant has one
    return rows.map(({ id, accountSid, ...row }) => ({
      ...{ place: 1, entity: 'twilio_credentials', entityId: accountSid },
      secrets: {
        authTokenSealed: { sealed: row.authTokenSealed, at: credentialPlace(ctx, id, 'auth_token_sealed') },
        secondaryTokenSealed: {
          sealed: row.secondaryTokenSealed,
          at: credentialPlace(ctx, id, 'secondary_token_sealed'),
        },
        apiKeySecretSealed: { sealed: row.apiKeySecretSealed, at: credentialPlace(ctx, id, 'api_key_secret_sealed') },
      },
      keep: async (tx, columns) => {
        const unchanged = and(
          eq(twilioCredentials.id, id),
          is(twilioCredentials.authTokenSealed, row.authTokenSealed),
          is(twilioCredentials.secondaryTokenSealed, row.secondaryTokenSealed),
          is(twilioCredentials.apiKeySecretSealed, row.apiKeySecretSealed),
        )
        return (await tx.update(twilioCredentials, columns, unchanged)).length > 0
      },
    }))
  },
}

const people: SealedTable = {
  table: 'users',
  async find(ctx, after, limit) {
    const where = and(isNotNull(users.totpSecret), gt(users.id, after))
    const rows = await ctx.db.find(users, { where, orderBy: [asc(users.id)], limit })
    return rows.map((person) => ({
      ...{ place: person.id, entity: 'user', entityId: person.id },
      secrets: { totpSecret: { sealed: person.totpSecret, at: totpPlace(person) } },
      keep: async (tx, columns) => {
        const unchanged = and(eq(users.id, person.id), is(users.totpSecret, person.totpSecret))
        return (await tx.update(users, columns, unchanged)).length > 0
      },
    }))
  },
}

/** Every one of them. */
export const SEALED = [credentials, people] as const

const is = (column: SQLiteColumn, value: string | null): SQL => (value === null ? isNull(column) : eq(column, value))
