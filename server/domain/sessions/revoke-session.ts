import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type { revokeOwnSession as RevokeOwn, revokeSession as Revoke } from '#shared/contracts/sessions'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { sessions } from '../../db/schema/sessions'
import type { TenantDb } from '../../db/tenant-db'
import { notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { endSessionsOf } from '../users/end-sessions'
import { refuseMoreThanHeld } from '../users/held-permissions'
import { signedInPerson } from '../users/own-account'
import { findUser } from '../users/users'

/**
 * Signs somebody's browser out.
 *
 * @throws AppError NOT_FOUND, also for one that has ended; PERMISSION_DENIED for a person who holds more than the caller
 */
export async function revokeSession(
  ctx: TenantContext,
  { params }: InputOf<typeof Revoke>,
): Promise<{ deleted: true }> {
  return ctx.db.transaction(async (tx) => {
    const { userId } = await revoke(ctx, tx, 'sessions.revoke', eq(sessions.id, params.id))
    if (userId !== null) refuseMoreThanHeld(ctx, await findUser(tx, userId))
    return { deleted: true as const }
  })
}

/** Ends one of the caller's own. @throws AppError NOT_FOUND, also for somebody else's */
export async function revokeOwnSession(
  ctx: TenantContext,
  { params }: InputOf<typeof RevokeOwn>,
): Promise<{ deleted: true }> {
  const own = and(eq(sessions.id, params.id), eq(sessions.userId, signedInPerson(ctx).user.id))
  return ctx.db.transaction(async (tx) => {
    await revoke(ctx, tx, 'auth.sessions.revoke', own)
    return { deleted: true as const }
  })
}

/** Ends all of the caller's but the one that asks. @throws AppError NOT_FOUND where no person calls */
export async function revokeOtherSessions(ctx: TenantContext): Promise<{ revoked: number }> {
  const { user, sessionId } = signedInPerson(ctx)
  return ctx.db.transaction(async (tx) => {
    const revoked = await endSessionsOf(ctx, tx, user.id, sessionId)
    const change = { operation: 'auth.sessions.revoke-others', entity: 'user', entityId: user.id }
    await recordAudit(ctx, tx, { ...change, before: null, after: { sessions_ended: revoked } })
    return { revoked }
  })
}

async function revoke(ctx: TenantContext, tx: TenantDb, operation: string, which: SQL | undefined) {
  const [ended] = await tx.update(sessions, { revokedAt: nowText(ctx) }, and(which, isNull(sessions.revokedAt)))
  if (!ended) throw notFound()
  const before = { kind: ended.kind, user_id: ended.userId, api_key_id: ended.apiKeyId }
  await recordAudit(ctx, tx, { operation, entity: 'session', entityId: ended.id, before, after: null })
  return ended
}
