import { and, asc, eq, inArray } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { communicationEvents } from '../../db/schema/communication-events'
import type { EventType } from '../communications/events'

const TELLING = [
  'created',
  'conference',
  'held',
  'resumed',
  'transfer-begun',
  'transfer-ended',
  'transferred',
] as const satisfies EventType[]

/** A browser's call as its timeline tells it. */
export interface CallState {
  /** The browser's own leg at Twilio. */
  browserSid: string
  /** Both legs were sent into a conference. */
  isConference: boolean
  onHold: boolean
  transfer: { kind: 'warm' | 'cold'; to: string; communicationId: number } | null
  /** It was handed over: the browser is no part of it any more. */
  isHandedOver: boolean
  /** It was to be handed over by somebody who has left, and nobody answered. */
  failed: boolean
}

/** @returns null for a communication that no browser began */
export async function foldCall(ctx: TenantContext, communicationId: number): Promise<CallState | null> {
  const where = and(
    eq(communicationEvents.communicationId, communicationId),
    inArray(communicationEvents.type, [...TELLING]),
  )
  const events = await ctx.db.find(communicationEvents, { where, orderBy: [asc(communicationEvents.id)] })
  const browserSid = events.find(({ type }) => type === 'created')?.details.client_call_sid
  if (typeof browserSid !== 'string') return null
  const beginning: CallState = {
    ...{ browserSid, isConference: false, onHold: false, transfer: null, isHandedOver: false, failed: false },
  }
  return events.reduce(after, beginning)
}

function after(state: CallState, { type, details }: typeof communicationEvents.$inferSelect): CallState {
  switch (type) {
    case 'conference':
      return { ...state, isConference: true }
    case 'held':
      return { ...state, onHold: true }
    case 'resumed':
      return { ...state, onHold: false }
    case 'transfer-begun':
      return { ...state, onHold: true, transfer: transferOf(details) }
    case 'transfer-ended':
      return { ...state, transfer: null, failed: state.transfer?.kind === 'cold' }
    case 'transferred':
      return { ...state, transfer: null, onHold: false, isHandedOver: true }
    default:
      return state
  }
}

function transferOf({ kind, to, communication_id: communicationId }: Record<string, unknown>): CallState['transfer'] {
  return { kind: kind === 'cold' ? 'cold' : 'warm', to: String(to), communicationId: Number(communicationId) }
}
