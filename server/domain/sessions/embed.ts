import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/auth'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { users } from '../../db/schema/users'
import type { UserRow } from '../../db/system-db'
import type { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { refuseMoreThanHeld } from '../users/held-permissions'
import { NO_PASSWORD } from '../users/password'
import { issueToken } from './one-time-tokens'

/** From the host's request to the frame's first load, milliseconds. */
const EMBED_MS = 2 * 60_000

type HostUser = NonNullable<InputOf<typeof contracts.embed>['body']['user']>

/**
 * An address that opens the pages once: as the key, or as a person of the host's, who is found by the host's id or
 * made, so that the audit trail names a person. The person can do what the host says and the key can do.
 *
 * @throws AppError PERMISSION_DENIED when a session calls, which could prolong itself for ever, or for a person who
 *   would be more than the key; CONFLICT for a person who is deactivated or an administrator by themselves
 */
export async function createEmbed(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.embed>,
): Promise<DataOf<typeof contracts.embed>> {
  const { principal, app } = ctx
  if (principal.kind !== 'api_key' || ctx.session) {
    throw new AppError('PERMISSION_DENIED', 'Only an API key by itself can open the pages for somebody')
  }
  const beyond = (body.user?.permissions ?? []).filter((permission) => !principal.permissions.has(permission))
  if (beyond.length > 0) throw new AppError('PERMISSION_DENIED', 'A key cannot give more than it has', { beyond })

  const { clear, expiresAt } = await ctx.db.transaction(async (tx) => {
    const user = body.user && (await saveHostUser(ctx, tx, body.user))
    return issueToken(app, tx, { purpose: 'embed', lifeMs: EMBED_MS, apiKeyId: principal.actorId, userId: user?.id })
  })
  const url = `${app.config.publicBaseUrl}/admin/${ctx.tenant.id}?embed=${clear}`
  return { token: clear, url, expires_at: expiresAt }
}

async function saveHostUser(ctx: TenantContext, tx: TenantDb, given: HostUser): Promise<UserRow> {
  const byHost = eq(users.externalSubject, given.external_id)
  const [known] = await tx.find(users, { where: byHost, limit: 1 })
  if (known && !known.isActive) throw new AppError('CONFLICT', 'This person is deactivated here')
  if (known?.isAdmin) throw new AppError('CONFLICT', 'This person is an administrator here and signs in alone')
  const permissions: string[] = [...new Set(given.permissions)].sort()
  const changes = { displayName: given.display_name, permissions }
  if (known && sameUser(known, changes)) return known
  if (known && known.passwordHash !== NO_PASSWORD) refuseChangeOfOthers(ctx, known, permissions)

  const now = nowText(ctx)
  const [saved] = known
    ? await tx.update(users, { ...changes, updatedAt: now }, byHost)
    : await tx.insert(users, {
        ...changes,
        username: await freeName(tx, given.external_id),
        passwordHash: NO_PASSWORD,
        externalSubject: given.external_id,
        createdAt: now,
        updatedAt: now,
      })
  await recordAudit(ctx, tx, {
    operation: 'auth.embed',
    entity: 'user',
    entityId: saved!.id,
    before: known ? auditForm(known) : null,
    after: auditForm(saved!),
  })
  return saved!
}

/** Somebody who also signs in without the host is changed by those alone who may change people. */
function refuseChangeOfOthers(ctx: TenantContext, known: UserRow, permissions: string[]): void {
  const permission = 'users:write'
  if (!ctx.principal.permissions.has(permission)) {
    const message = `This person also signs in alone, and is written otherwise here: to change that needs ${permission}`
    throw new AppError('PERMISSION_DENIED', message, { permission })
  }
  refuseMoreThanHeld(ctx, known, { isAdmin: false, permissions })
}

const sameUser = (user: UserRow, { displayName, permissions }: Pick<UserRow, 'displayName' | 'permissions'>) =>
  user.displayName === displayName && user.permissions.toSorted().join() === permissions.join()

/** A user name that tells a person whose it is, with enough of a hash to be nobody else's. */
async function freeName(tx: TenantDb, externalId: string): Promise<string> {
  const words = externalId.toLowerCase().replace(/[^a-z0-9._-]+/g, '-')
  const hash = createHash('sha256').update(externalId).digest('hex')
  for (let length = 6; length < hash.length; length += 6) {
    const username = `${words.slice(0, 40)}-${hash.slice(0, length)}`
    if ((await tx.count(users, eq(users.username, username))) === 0) return username
  }
  throw new AppError('CONFLICT', 'No user name is left for this person')
}

function auditForm(user: UserRow): Record<string, unknown> {
  const { username, displayName, externalSubject, permissions } = user
  return { username, display_name: displayName, external_id: externalSubject, permissions }
}
