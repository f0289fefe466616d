import { and, desc, eq, isNull } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/api-keys'
import { PERMISSIONS, type Permission } from '#shared/contracts/permissions'
import { pageOf } from '#shared/schemas/primitives'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { hashKey } from '../../crypto/hash-key'
import { apiKeys } from '../../db/schema/api-keys'
import type { ApiKeyRow } from '../../db/system-db'
import { AppError, invalid, notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'

type ApiKeyForm = DataOf<typeof contracts.listApiKeys>
type NewApiKey = DataOf<typeof contracts.createApiKey>

const HOUR_MS = 60 * 60 * 1000

/** The tenant's keys, newest first. */
export async function listApiKeys(
  ctx: TenantContext,
  { query }: InputOf<typeof contracts.listApiKeys>,
): Promise<ListOf<ApiKeyForm>> {
  const { page, perPage, offset } = pageOf(query)
  const rows = await ctx.db.find(apiKeys, { orderBy: [desc(apiKeys.createdAt)], limit: perPage, offset })
  return { items: rows.map(keyForm), page, perPage, totalItems: await ctx.db.count(apiKeys) }
}

/** @throws AppError PERMISSION_DENIED when the new key would be more than the caller's */
export async function createApiKey(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.createApiKey>,
): Promise<NewApiKey> {
  const held = ctx.principal.permissions
  const wanted = body.permissions ?? PERMISSIONS.filter((permission) => held.has(permission))
  const { name, mode } = body
  refuseMoreThanHeld(ctx, { mode, permissions: wanted })
  if (body.expires_at && body.expires_at <= nowText(ctx)) throw invalid('expires_at', 'is past')
  return addKey(ctx, 'api-keys.create', { name, mode, permissions: wanted, expiresAt: body.expires_at ?? null })
}

/** @throws AppError NOT_FOUND; CONFLICT for a key that has ended; PERMISSION_DENIED for one that is more than the caller's */
export async function rotateApiKey(
  ctx: TenantContext,
  { params, body }: InputOf<typeof contracts.rotateApiKey>,
): Promise<NewApiKey> {
  const old = await findKey(ctx, params.id)
  const now = ctx.app.clock.now()
  if (old.revokedAt || (old.expiresAt && old.expiresAt <= now.toISOString())) {
    throw new AppError('CONFLICT', 'This key has ended already')
  }
  const overlapEndsAt = new Date(now.getTime() + body.overlap_hours * HOUR_MS).toISOString()
  const endsAt = old.expiresAt && old.expiresAt < overlapEndsAt ? old.expiresAt : overlapEndsAt
  const permissions = old.permissions as Permission[]
  refuseMoreThanHeld(ctx, old)
  const successor = { name: old.name, mode: old.mode, permissions, expiresAt: old.expiresAt }
  return addKey(ctx, 'api-keys.rotate', successor, { id: old.id, endsAt })
}

/** Ends a key for the very next request. @throws AppError NOT_FOUND */
export async function revokeApiKey(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.revokeApiKey>,
): Promise<{ deleted: true }> {
  await ctx.db.transaction(async (tx) => {
    const mine = and(eq(apiKeys.id, params.id), isNull(apiKeys.revokedAt))
    const [row] = await tx.update(apiKeys, { revokedAt: nowText(ctx) }, mine)
    if (!row) throw notFound()
    await recordAudit(ctx, tx, {
      operation: 'api-keys.revoke',
      entity: 'api_key',
      entityId: row.id,
      before: keyForm(row),
      after: null,
    })
  })
  return { deleted: true }
}

/**
 * A row for a key.
 *
 * @param clear given for keys that programs have compiled in; made otherwise
 */
export function newKeyRow(
  app: TenantContext['app'],
  key: { name: string; mode: 'live' | 'test'; permissions: readonly string[]; expiresAt?: string | null },
  clear = `tk_${key.mode}_${randomBytes(24).toString('base64url')}`,
) {
  return {
    clear,
    row: {
      id: app.ids.uuid(),
      name: key.name,
      keyHash: hashKey(clear, app.config.apiKeySecrets[0]!),
      keyPrefix: clear.slice(0, 8),
      lastFour: clear.slice(-4),
      mode: key.mode,
      permissions: [...key.permissions],
      expiresAt: key.expiresAt ?? null,
      createdAt: app.clock.now().toISOString(),
    },
  }
}

/** Whoever makes a key sees it, so no key may make one that can do more: send for real, or what it may not itself. */
function refuseMoreThanHeld({ principal }: TenantContext, key: Pick<ApiKeyRow, 'mode' | 'permissions'>): void {
  const held = new Set<string>(principal.permissions)
  const beyond = key.permissions.filter((permission) => !held.has(permission))
  if (beyond.length > 0) throw new AppError('PERMISSION_DENIED', 'A key cannot give more than it has', { beyond })
  if (principal.isTest && key.mode === 'live')
    throw new AppError('PERMISSION_DENIED', 'A test key cannot give a live one')
}

async function addKey(
  ctx: TenantContext,
  operation: string,
  key: { name: string; mode: 'live' | 'test'; permissions: readonly Permission[]; expiresAt: string | null },
  replaced?: { id: string; endsAt: string },
): Promise<NewApiKey> {
  const { row, clear } = newKeyRow(ctx.app, key)
  return ctx.db.transaction(async (tx) => {
    const [created] = await tx.insert(apiKeys, row)
    if (replaced) await tx.update(apiKeys, { expiresAt: replaced.endsAt }, eq(apiKeys.id, replaced.id))
    const after = keyForm(created!)
    await recordAudit(ctx, tx, { operation, entity: 'api_key', entityId: created!.id, before: null, after })
    return { ...after, api_key: clear }
  })
}

async function findKey(ctx: TenantContext, id: string): Promise<ApiKeyRow> {
  const [row] = await ctx.db.find(apiKeys, { where: eq(apiKeys.id, id), limit: 1 })
  if (!row) throw notFound()
  return row
}

function keyForm(row: ApiKeyRow): ApiKeyForm {
  return {
    id: row.id,
    name: row.name,
    key_prefix: row.keyPrefix,
    last_four: row.lastFour,
    mode: row.mode,
    permissions: row.permissions,
    expires_at: row.expiresAt,
    revoked_at: row.revokedAt,
    last_used_at: row.lastUsedAt,
    created_at: row.createdAt,
  }
}
