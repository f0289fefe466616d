import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { sessionForm, type SessionForm } from './session-form'

/** The caller's session. @throws AppError NOT_FOUND where a key or a token calls for itself */
export async function getSession(ctx: TenantContext): Promise<SessionForm> {
  if (!ctx.session) throw new AppError('NOT_FOUND', 'There is no session: this caller acts by a key or a token alone')
  return sessionForm(ctx.app, ctx, ctx.session)
}
