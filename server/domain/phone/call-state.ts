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
  'transfer-left',
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
  /** Whoever began it goes, or is gone: nobody is there to take the call back. */
  isLeft: boolean
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
  /** The transfer that gave it to whoever has it now. */
  handedOverBy: string | null
  /** It was to be handed over by somebody who has left, and nobody took it. */
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
    ...{ browserSid, isConference: false, onHold: false, transfer: null },
    ...{ isHandedOver: false, handedOverBy: null, failed: false },
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
      return withTransfer(state, event, { communicationId: Number(details.target_id) })
    case 'transfer-leg':
      return withTransfer(state, event, state.transfer ? newsOfLeg(state.transfer, event) : {})
    case 'transfer-left':
      return withTransfer(state, event, { isLeft: true })
    case 'transfer-ended':
      return { ...state, transfer: null, onHold: details.on_hold === true, failed: details.nobody_left === true }
    case 'transferred':
      return { ...state, transfer: null, onHold: false, handedOverBy: String(details.transfer), ...newOwner(details) }
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
    isLeft: false,
  }
}

/** What is told of another transfer than the one under way concerns nobody any more. */
function withTransfer(state: CallState, { details }: EventRow, news: Partial<Transfer>): CallState {
  const { transfer } = state
  return transfer && details.transfer === transfer.id ? { ...state, transfer: { ...transfer, ...news } } : state
}

/** Reports come in any order; the leg only goes forward. */
function newsOfLeg({ leg }: Transfer, { details, createdAt }: EventRow): Partial<Transfer> {
  const told = { sid: String(details.leg_sid), status: details.leg_status as Status, toldAt: createdAt }
  return !leg || predecessorsOf('call', told.status).includes(leg.status) ? { leg: told } : {}
}

/** A person's browser goes on with it; a number leaves no browser in it. */
function newOwner({ client_call_sid: browserSid }: Record<string, unknown>) {
  return typeof browserSid === 'string' ? { browserSid } : { isHandedOver: true }
}
