import { and, asc, eq, or, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type { getUser as GetUser, listUsers as ListUsers } from '#shared/contracts/users'
import { pageOf } from '#shared/schemas/primitives'
import type { TenantContext } from '../../context/tenant-context'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'
import { notFound } from '../../errors'
import { countPasskeys } from './users.queries'

export type UserRow = typeof users.$inferSelect
export type UserForm = DataOf<typeof GetUser>

/** The tenant's people by shown name, active or not. */
export async function listUsers(ctx: TenantContext, { query }: InputOf<typeof ListUsers>): Promise<ListOf<UserForm>> {
  const { page, perPage, offset } = pageOf(query)
  const where = and(
    query.is_active === undefined ? undefined : eq(users.isActive, query.is_active),
    query.q === undefined
      ? undefined
      : or(...[users.username, users.displayName, users.email].map((column) => contains(column, query.q!))),
  )
  const orderBy = [sql`${users.displayName} collate nocase`, asc(users.id)]
  const rows = await ctx.db.find(users, { where, orderBy, limit: perPage, offset })
  return { items: await userForms(ctx.db, rows), page, perPage, totalItems: await ctx.db.count(users, where) }
}

/** @throws AppError NOT_FOUND */
export async function getUser(ctx: TenantContext, { params }: InputOf<typeof GetUser>): Promise<UserForm> {
  return readUserForm(ctx.db, await findUser(ctx.db, params.id))
}

/** @throws AppError NOT_FOUND */
export async function findUser(db: TenantDb, id: number): Promise<UserRow> {
  const [row] = await db.find(users, { where: eq(users.id, id), limit: 1 })
  if (!row) throw notFound()
  return row
}

/** A person as the API shows them, without any secret. */
export async function readUserForm(db: TenantDb, row: UserRow): Promise<UserForm> {
  const [form] = await userForms(db, [row])
  return form!
}

async function userForms(db: TenantDb, rows: UserRow[]): Promise<UserForm[]> {
  const counts = await countPasskeys(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({
    id: row.id,
    username: row.username,
    display_name: row.displayName,
    email: row.email,
    external_subject: row.externalSubject,
    permissions: row.permissions as UserForm['permissions'],
    is_admin: row.isAdmin,
    is_active: row.isActive,
    last_login_at: row.lastLoginAt,
    must_change_password: row.mustChangePassword,
    second_factor: { totp: row.totpSecret !== null, passkeys: counts.get(row.id) ?? 0 },
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }))
}

function contains(column: SQLiteColumn, text: string) {
  return sql`${column} like ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`
}
