import { and, asc, eq, inArray } from 'drizzle-orm'
import { predecessorsOf, type Status } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { communicationEvents } from '../../db/schema/communication-events'
import type { EventType } from '../communications/events'

const TELLING = [
  'created',
  'taken',
  'conference',
  'conference-failed',
  'held',
  'resumed',
  'transfer-begun',
  'transfer-target',
  'transfer-leg',
  'transfer-ended',
  'transferred',
] as const satisfies EventType[]

type EventRow = typeof communicationEvents.$inferSelect

/** A transfer under way. */
export interface Transfer {
  /** Of this one: what its leg reports and asks bears it, so that nothing of an earlier one is taken for it. */
  id: string
  kind: 'warm' | 'cold'
  to: { number: string } | { userId: number; name: string }
  begunAt: string
  /** The communication by which a number is called. */
  communicationId: number | null
  /** The leg to a person's browser, which is no communication of its own. */
  leg: { sid: string; status: Status; toldAt: string } | null
}

/** A browser's call as its timeline tells it. */
export interface CallState {
  /** The browser's own leg at Twilio. */
  browserSid: string
  /** Both legs were sent into a conference. */
  isConference: boolean
  onHold: boolean
  transfer: Transfer | null
  /** It was handed over to a number: no browser is part of it any more. */
  isHandedOver: boolean
  /** It was to be handed over by somebody who has left, and nobody answered. */
  failed: boolean
}

/** @returns null for a communication that no browser began or took */
export async function foldCall(ctx: TenantContext, communicationId: number): Promise<CallState | null> {
  const where = and(
    eq(communicationEvents.communicationId, communicationId),
    inArray(communicationEvents.type, [...TELLING]),
  )
  const events = await ctx.db.find(communicationEvents, { where, orderBy: [asc(communicationEvents.id)] })
  const begun = events.find(({ type }) => type === 'taken' || type === 'created')
  const browserSid = begun?.details.client_call_sid
  if (typeof browserSid !== 'string') return null
  const beginning: CallState = {
    ...{ browserSid, isConference: false, onHold: false, transfer: null, isHandedOver: false, failed: false },
  }
  return events.reduce(after, beginning)
}

function after(state: CallState, event: EventRow): CallState {
  const { type, details } = event
  switch (type) {
    case 'conference':
      return { ...state, isConference: true }
    case 'conference-failed':
      return { ...state, isConference: false }
    case 'held':
      return { ...state, onHold: true }
    case 'resumed':
      return { ...state, onHold: false }
    case 'transfer-begun':
      return { ...state, onHold: true, transfer: transferOf(event) }
    case 'transfer-target':
      return { ...state, transfer: state.transfer && { ...state.transfer, communicationId: Number(details.target_id) } }
    case 'transfer-leg':
      return { ...state, transfer: state.transfer && withLeg(state.transfer, event) }
    case 'transfer-ended':
      return { ...state, transfer: null, onHold: details.on_hold === true, failed: details.nobody_left === true }
    case 'transferred':
      return { ...state, transfer: null, onHold: false, ...newOwner(details) }
    default:
      return state
  }
}

function transferOf({ details, createdAt }: EventRow): Transfer {
  const { transfer, kind, to, user_id: userId, name } = details
  return {
    id: String(transfer),
    kind: kind === 'cold' ? 'cold' : 'warm',
    to: typeof userId === 'number' ? { userId, name: String(name) } : { number: String(to) },
    begunAt: createdAt,
    communicationId: null,
    leg: null,
  }
}

/** Reports come in any order; the leg only goes forward. */
function withLeg(transfer: Transfer, { details, createdAt }: EventRow): Transfer {
  if (details.transfer !== transfer.id) return transfer
  const told = { sid: String(details.leg_sid), status: details.leg_status as Status, toldAt: createdAt }
  const isNews = !transfer.leg || predecessorsOf('call', told.status).includes(transfer.leg.status)
  return isNews ? { ...transfer, leg: told } : transfer
}

/** A person's browser goes on with it; a number leaves no browser in it. */
function newOwner({ client_call_sid: browserSid }: Record<string, unknown>) {
  return typeof browserSid === 'string' ? { browserSid } : { isHandedOver: true }
}
