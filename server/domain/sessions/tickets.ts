import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { createTicket as CreateTicket } from '#shared/contracts/auth'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { issueToken } from './one-time-tokens'

const TICKET_MS = 60_000

/** A ticket of the caller's session for one path. @throws AppError NOT_FOUND where no session calls */
export async function createTicket(
  ctx: TenantContext,
  { body }: InputOf<typeof CreateTicket>,
): Promise<DataOf<typeof CreateTicket>> {
  if (!ctx.session) throw new AppError('NOT_FOUND', 'There is no session: a ticket is of use to sessions only')
  const token = {
    purpose: 'ticket',
    lifeMs: TICKET_MS,
    sessionId: ctx.session.row.id,
    data: { path: body.path },
  } as const
  const { clear, expiresAt } = await issueToken(ctx.app, ctx.db, token)
  return { ticket: clear, expires_at: expiresAt }
}
