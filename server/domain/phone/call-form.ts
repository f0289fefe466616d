import { eq } from 'drizzle-orm'
import type { DataOf } from '#shared/contracts/contract'
import type { holdCall } from '#shared/contracts/phone-calls'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { notFound } from '../../errors'
import type { LogRow } from '../communications/form'
import { foldCall, type CallState, type Transfer } from './call-state'
import { numbersOf } from './numbers-of'
import { readTarget } from './transfer-target'

export type PhoneCallForm = DataOf<typeof holdCall>

/** The call as it is now. */
export async function freshForm(ctx: TenantContext, id: number): Promise<PhoneCallForm> {
  const [row] = await ctx.db.find(log, { where: eq(log.id, id), limit: 1 })
  const state = row && (await foldCall(ctx, id))
  if (!state) throw notFound()
  return callForm(ctx, row, state)
}

/** A browser's call as the API says it. */
export async function callForm(ctx: TenantContext, row: LogRow, state: CallState): Promise<PhoneCallForm> {
  return {
    id: row.id,
    direction: row.direction,
    to_number: row.toNumber,
    from_number: row.fromNumber,
    peer_number: numbersOf(row).customer,
    call_sid: state.browserSid,
    status: row.status as PhoneCallForm['status'],
    on_hold: state.onHold,
    transfer: state.transfer && (await transferForm(ctx, state.transfer)),
    created_at: row.createdAt,
  }
}

async function transferForm(ctx: TenantContext, transfer: Transfer): Promise<PhoneCallForm['transfer']> {
  const { kind, to, communicationId } = transfer
  return {
    kind,
    to_number: 'number' in to ? to.number : null,
    user_id: 'userId' in to ? to.userId : null,
    name: 'userId' in to ? to.name : null,
    communication_id: communicationId,
    status: (await readTarget(ctx, transfer))?.status ?? 'pending',
  }
}
