import { and, eq, isNull, ne } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { oneTimeTokens } from '../../db/schema/one-time-tokens'
import { sessions } from '../../db/schema/sessions'
import type { TenantDb } from '../../db/tenant-db'

/**
 * Ends a person's sessions for the very next request, and what could still open one: a sign-in that waits for its second
 * factor, tokens for frames.
 *
 * @param exceptId the session that goes on: that of whoever asks
 * @returns how many ended
 */
export async function endSessionsOf(
  ctx: TenantContext,
  tx: TenantDb,
  userId: number,
  exceptId?: string,
): Promise<number> {
  const now = nowText(ctx)
  await tx.update(oneTimeTokens, { usedAt: now }, and(eq(oneTimeTokens.userId, userId), isNull(oneTimeTokens.usedAt)))
  const open = and(
    eq(sessions.userId, userId),
    isNull(sessions.revokedAt),
    exceptId === undefined ? undefined : ne(sessions.id, exceptId),
  )
  return (await tx.update(sessions, { revokedAt: now }, open)).length
}
