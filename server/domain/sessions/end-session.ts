import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { oneTimeTokens } from '../../db/schema/one-time-tokens'
import { sessions } from '../../db/schema/sessions'
import { notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'

const DAY_MS = 24 * 60 * 60 * 1000
/** How long a session's row outlives the session, so that the audit trail's names still lead somewhere. */
const SESSIONS_KEPT_MS = 30 * DAY_MS
/** How long "was used" can be told from "never was". */
const TOKENS_KEPT_MS = DAY_MS

/** Ends the caller's session for the very next request. @throws AppError NOT_FOUND where no session calls */
export async function logout(ctx: TenantContext): Promise<{ signed_out: true }> {
  const { session } = ctx
  if (!session) throw notFound()
  await ctx.db.transaction(async (tx) => {
    const running = and(eq(sessions.id, session.row.id), isNull(sessions.revokedAt))
    const [ended] = await tx.update(sessions, { revokedAt: nowText(ctx) }, running)
    if (!ended) return // somebody else was faster: it has ended all the same
    const before = { kind: ended.kind, user_id: ended.userId, api_key_id: ended.apiKeyId }
    await recordAudit(ctx, tx, { operation: 'auth.logout', entity: 'session', entityId: ended.id, before, after: null })
  })
  return { signed_out: true }
}

/** Deletes the rows of sessions and one-time tokens that ended long ago. */
export async function purgeEndedSessions(ctx: TenantContext): Promise<void> {
  const now = ctx.app.clock.now().getTime()
  const sessionsUntil = new Date(now - SESSIONS_KEPT_MS).toISOString()
  const tokensUntil = new Date(now - TOKENS_KEPT_MS).toISOString()
  await ctx.db.remove(sessions, or(lt(sessions.expiresAt, sessionsUntil), lt(sessions.revokedAt, sessionsUntil)))
  await ctx.db.remove(oneTimeTokens, lt(oneTimeTokens.expiresAt, tokensUntil))
}
