import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type { listOwnSessions as ListOwnSessions, listSessions as ListSessions } from '#shared/contracts/sessions'
import { pageOf, type PageRequest } from '#shared/schemas/primitives'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { signedInPerson } from '../users/own-account'
import { findSessions, type NamedSession, type SessionFilter } from './sessions.queries'

type SessionRecord = DataOf<typeof ListSessions>

/** Who is signed in; with `include_ended` also who was. */
export async function listSessions(
  ctx: TenantContext,
  { query }: InputOf<typeof ListSessions>,
): Promise<ListOf<SessionRecord>> {
  return read(ctx, query, { userId: query.user_id, activeAt: query.include_ended ? undefined : nowText(ctx) })
}

/** Where the caller is signed in. @throws AppError NOT_FOUND where no person calls */
export async function listOwnSessions(
  ctx: TenantContext,
  { query }: InputOf<typeof ListOwnSessions>,
): Promise<ListOf<SessionRecord>> {
  return read(ctx, query, { userId: signedInPerson(ctx).user.id, activeAt: nowText(ctx) })
}

async function read(ctx: TenantContext, query: PageRequest, filter: SessionFilter): Promise<ListOf<SessionRecord>> {
  const { page, perPage, offset } = pageOf(query)
  const { rows, total } = await findSessions(ctx.db, filter, { limit: perPage, offset })
  return { items: rows.map((row) => recordOf(ctx, row)), page, perPage, totalItems: total }
}

function recordOf(ctx: TenantContext, { session, userName, keyName }: NamedSession): SessionRecord {
  const { userId, apiKeyId } = session
  return {
    id: session.id,
    kind: session.kind,
    user: userId === null ? null : { id: userId, display_name: userName ?? '' },
    api_key: apiKeyId === null ? null : { id: apiKeyId, name: keyName ?? '' },
    ip_address: session.ipAddress,
    user_agent: session.userAgent,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
    revoked_at: session.revokedAt,
    is_current: session.id === ctx.session?.row.id,
  }
}
