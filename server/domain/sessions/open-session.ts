import { eq } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import type { App } from '../../context/app'
import type { CallerSession, RequestFacts, TenantContext } from '../../context/tenant-context'
import { hashKey } from '../../crypto/hash-key'
import { sessions } from '../../db/schema/sessions'
import { users } from '../../db/schema/users'
import type { ApiKeyRow, SessionRow, SettingsRow, TenantRow, UserRow } from '../../db/system-db'
import { TenantDb } from '../../db/tenant-db'
import { recordAudit } from '../audit/record-audit'
import { principalOfSession } from './principals'
import { sessionForm, type SessionForm } from './session-form'

/** Somebody who is about to sign in. */
export interface SignInCaller {
  app: App
  request: RequestFacts
  /** Whose pages they are at, where the request says it. */
  tenantId?: string
}

/** A session that was just made. The token is kept nowhere else. */
export interface OpenedSession {
  tenantId: string
  token: string
  session: SessionForm
}

/** What a sign-in gives to the layer that sets cookies; null: no session yet. */
export interface SignInOutcome<Data> {
  data: Data
  opened: OpenedSession | null
}

export interface SessionOpening {
  /** The contract's id, for the audit trail. */
  operation: string
  kind: SessionRow['kind']
  stage?: SessionRow['stage']
  user: UserRow | null
  key: ApiKeyRow | null
}

const MINUTE_MS = 60_000
/** A session ends so long after its last use, milliseconds. */
const IDLE_MS = 12 * 60 * MINUTE_MS
/** And so long after its beginning, however much it is used. */
export const ABSOLUTE_MS = 7 * 24 * 60 * MINUTE_MS

/** Opens a session of whoever has just proved who they are; the audit trail and the person's row say so. */
export async function openSession(
  { app, request }: SignInCaller,
  { tenant, settings }: { tenant: TenantRow; settings: SettingsRow },
  opening: SessionOpening,
): Promise<OpenedSession> {
  const { operation, kind, user, key, stage = 'full' } = opening
  const now = app.clock.now()
  const token = `tls_${randomBytes(32).toString('base64url')}`
  const db = TenantDb.open(app.db, tenant.id)
  return db.transaction(async (tx) => {
    const [row] = await tx.insert(sessions, {
      id: app.ids.uuid(),
      tokenHash: hashKey(token, app.config.secretKey),
      kind,
      stage,
      userId: user?.id ?? null,
      apiKeyId: key?.id ?? null,
      ipAddress: request.ipAddress,
      userAgent: request.userAgent,
      createdAt: now.toISOString(),
      lastSeenAt: now.toISOString(),
      expiresAt: sessionEnd(now, now),
    })
    if (user) await tx.update(users, { lastLoginAt: now.toISOString() }, eq(users.id, user.id))
    const session: CallerSession = { row: row!, user, key }
    const ctx: TenantContext = {
      app,
      tenant,
      settings,
      db: tx,
      request,
      principal: principalOfSession(session),
      session,
    }
    const after = { kind, stage, user_id: row!.userId, api_key_id: row!.apiKeyId }
    await recordAudit(ctx, tx, { operation, entity: 'session', entityId: row!.id, before: null, after })
    return { tenantId: tenant.id, token, session: sessionForm(app, ctx, session) }
  })
}

/** The answer to a sign-in that is complete. The token is shown only where it was asked for. */
export function signedIn(opened: OpenedSession, bearer: boolean) {
  const { session, token } = opened
  return { data: { status: 'signed_in' as const, session, ...(bearer && { token }) }, opened }
}

/** When a session that is used now ends, as the database writes it. */
export function sessionEnd(createdAt: Date, now: Date): string {
  return new Date(Math.min(createdAt.getTime() + ABSOLUTE_MS, now.getTime() + IDLE_MS)).toISOString()
}
