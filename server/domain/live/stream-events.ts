import type { z } from 'zod'
import type { NEWS, streamEvents as StreamEvents } from '#shared/contracts/events'
import type { InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../../context/tenant-context'
import { readPosition, writePosition, type Position } from './position'

/** Where events go. */
export interface EventSink {
  /** @param id to go on after */
  send(event: keyof typeof NEWS, id: string, data: z.input<(typeof NEWS)[keyof typeof NEWS]>): void
  end(): void
}

/**
 * Sends what happens, from now on or from where the caller was.
 *
 * @returns how to stop
 * @throws AppError RATE_LIMITED for too many connections of the tenant
 */
export async function streamEvents(
  ctx: TenantContext,
  { query }: InputOf<typeof StreamEvents>,
  sink: EventSink,
): Promise<() => void> {
  const { last_event_id: lastId } = query
  const seesLogs = ctx.principal.permissions.has('logs:read')
  let position: Position = { communication: 0, failure: 0, audit: 0 }
  return ctx.app.live.join(ctx.db, lastId === undefined ? null : (readPosition(lastId) ?? NOWHERE), {
    began(at, resumed) {
      position = at
      sink.send(resumed ? 'ready' : 'reset', writePosition(at), {})
    },
    told(items) {
      for (const { kind, rowId, data } of items) {
        position = { ...position, [kind]: rowId }
        if (kind === 'communication' || seesLogs) sink.send(kind, writePosition(position), data)
      }
    },
    ended: () => sink.end(),
  })
}

/** Beyond every end, so that an id that is none leads to a new beginning. */
const NOWHERE: Position = { communication: Infinity, failure: Infinity, audit: Infinity }
