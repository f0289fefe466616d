import type { z } from 'zod'
import type { NEWS, streamEvents as StreamEvents } from '#shared/contracts/events'
import type { InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../../context/tenant-context'
import type { NewsItem } from './read-news'
import { readPosition, writePosition, type Position } from './position'

/** Where events go. */
export interface EventSink {
  /** @param id to go on after */
  send(event: keyof typeof NEWS, id: string, data: z.input<(typeof NEWS)[keyof typeof NEWS]>): void
  end(): void
}

/**
 * Sends what happens, from now on or from where the caller was, as long as the caller may hear it: what was done to
 * sessions, people and keys is looked at before anything else is sent.
 *
 * @param mayStay whether the caller may still listen; brings the context's principal up to date
 * @returns how to stop
 * @throws AppError RATE_LIMITED for too many connections of the tenant
 */
export async function streamEvents(
  ctx: TenantContext,
  { query }: InputOf<typeof StreamEvents>,
  sink: EventSink,
  mayStay: () => Promise<boolean>,
): Promise<() => void> {
  const { last_event_id: lastId } = query
  let position: Position = { communication: 0, failure: 0, audit: 0 }
  let turn = Promise.resolve()
  let isOver = false

  async function pass(items: readonly NewsItem[]): Promise<void> {
    if (items.some(changesRights)) isOver ||= !(await mayStay().catch(() => false)) // it comes back, and is asked who it is
    if (isOver) return sink.end()
    const seesLogs = ctx.principal.permissions.has('logs:read')
    for (const { kind, rowId, data } of items) {
      position = { ...position, [kind]: rowId }
      if (kind === 'communication' || seesLogs) sink.send(kind, writePosition(position), data)
    }
  }

  return ctx.app.live.join(ctx.db, lastId === undefined ? null : (readPosition(lastId) ?? NOWHERE), {
    began(at, resumed) {
      position = at
      sink.send(resumed ? 'ready' : 'reset', writePosition(at), {})
    },
    told: (items) => void (turn = turn.then(() => pass(items))),
    ended: () => sink.end(),
  })
}

const HOLDERS = ['session', 'user', 'api_key', 'tenant']
/** These make a session, and end none. */
const SIGN_INS = ['auth.login', 'auth.second-factor', 'auth.passkey', 'auth.exchange']

const changesRights = ({ data }: NewsItem): boolean =>
  'entity' in data && HOLDERS.includes(data.entity) && !SIGN_INS.includes(data.operation)

/** Beyond every end, so that an id that is none leads to a new beginning. */
const NOWHERE: Position = { communication: Infinity, failure: Infinity, audit: Infinity }
