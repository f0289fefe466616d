import { defineEventHandler, getHeader } from 'h3'
import type { Contract, InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { enterAgain } from './enter-again'
import { enterTenant } from './enter-tenant'
import { createEventStream, type EventStream } from './event-stream'
import { respond, type RequestScope, type StreamAnswer } from './request-scope'

/** How often it is asked whether the caller may stay, whatever happens. */
const ASK_AGAIN_MS = 60_000

/**
 * An operation that goes on telling its caller what happens, as server-sent events. Refusals are enveloped as everywhere.
 * It ends with the caller's right, with the server, or when the caller goes.
 *
 * @param open begins to send, and gives how to stop; it may refuse by AppError until then. It asks `mayStay` when
 *   something happened that may have ended or narrowed the caller's right; the context's principal is then as it is now
 */
export function defineTenantStream<C extends Contract>(
  contract: C & { produces: 'text/event-stream' },
  open: (
    ctx: TenantContext,
    input: InputOf<C>,
    stream: EventStream,
    mayStay: () => Promise<boolean>,
  ) => Promise<() => void>,
) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { ctx, input } = await enterTenant(scope, contract)
      const lastId = getHeader(event, 'last-event-id')
      const query = { ...(input.query as object), ...(lastId !== undefined && { last_event_id: lastId }) }
      const answer: StreamAnswer = {
        status: 200,
        contentType: contract.produces,
        headers: { 'x-accel-buffering': 'no' }, // nginx would keep events until it has a bufferful
        stream: async () => undefined,
      }
      if (event.node.req.method === 'HEAD') return answer
      const stream = createEventStream(event.node.res, () => scope.app.logger.info('slow_reader_dropped'))
      const mayStay = async () => {
        const principal = await enterAgain(scope, contract, ctx)
        if (principal) ctx.principal = principal
        return principal !== null
      }
      const stop = await open(ctx, { ...input, query } as unknown as InputOf<C>, stream, mayStay)
      return { ...answer, stream: () => stream.run(stayCheck(scope, mayStay)).finally(stop) }
    }),
  )
}

function stayCheck({ app }: RequestScope, mayStay: () => Promise<boolean>): () => Promise<boolean> {
  let askedAt = app.clock.now().getTime()
  return async () => {
    const now = app.clock.now().getTime()
    if (now - askedAt < ASK_AGAIN_MS) return true
    askedAt = now
    return mayStay()
  }
}
