import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * A person of a tenant. `external_subject` ties the row to the `sub` of an outside identity provider's tokens:
 * that membership, not a claim that the user can edit, is what lets such a token act for the tenant.
 */
export const users = sqliteTable(
  'users',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    username: text('username').notNull(),
    passwordHash: text('password_hash').notNull(),
    displayName: text('display_name').notNull(),
    email: text('email'),
    externalSubject: text('external_subject'),
    permissions: text('permissions', { mode: 'json' }).$type<string[]>().notNull(),
    isAdmin: integer('is_admin', { mode: 'boolean' }).notNull().default(false),
    isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
    /** Set by whoever made or reset the password: the person chooses another at the next sign-in. */
    mustChangePassword: integer('must_change_password', { mode: 'boolean' }).notNull().default(false),
    /** RFC 6238 secret, sealed; null: none set up. */
    totpSecret: text('totp_secret'),
    /** The last time step that was accepted: a code works once. */
    totpLastStep: integer('totp_last_step'),
    lastLoginAt: instant('last_login_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('users_tenant_id').on(table.tenantId, table.id),
    uniqueIndex('users_tenant_username').on(table.tenantId, table.username),
    uniqueIndex('users_tenant_external_subject').on(table.tenantId, table.externalSubject),
    index('idx_users_tenant_username').on(table.tenantId, table.username),
  ],
)
