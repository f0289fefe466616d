import { and, eq, isNull } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'
import type { LogRow } from '../communications/form'
import { recordStatus } from '../communications/record-status'
import { readClientIdentity } from './client-identity'

/**
 * A call that came in is answered in a browser: it is that person's from then on. The first who answers takes it; the
 * other side is the leg that dialled, and the browser's the one that was.
 *
 * @param leg as Twilio reports it
 */
export async function takeCall(
  ctx: TenantContext,
  tx: TenantDb,
  row: LogRow,
  leg: { to: string | undefined; sid: string },
): Promise<void> {
  const identity = readClientIdentity(leg.to ?? '')
  if (!leg.to?.startsWith('client:') || identity?.tenantId !== ctx.tenant.id) return
  const { userId } = identity
  if ((await tx.count(users, eq(users.id, userId))) === 0) return
  const free = and(eq(log.id, row.id), eq(log.direction, 'inbound'), isNull(log.userId))
  const [taken] = await tx.update(log, { userId }, free)
  if (!taken) return
  const details = { user_id: userId, client_call_sid: leg.sid }
  const event = { type: 'taken', source: 'twilio', details } as const
  await recordStatus(ctx, tx, taken, { status: 'in-progress', providerStatus: 'in-progress', event })
}
