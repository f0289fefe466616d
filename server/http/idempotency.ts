import { createHash } from 'node:crypto'
import { getHeader, type H3Event } from 'h3'
import type { Contract } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { finishKey, reserveKey } from '../domain/idempotency/keys'
import { AppError, invalid } from '../errors'
import { failureAnswer, type Answer } from './envelope'
import type { ParsedInput } from './parse-input'

const KEY_FORM = /^[\x21-\x7e]{1,255}$/

/**
 * Runs an operation at most once per `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same key and
 * body give the first answer again for 24 hours, another body or a run still going a 409.
 */
export async function runIdempotently(
  event: H3Event,
  contract: Contract,
  ctx: TenantContext,
  input: ParsedInput,
  run: (ctx: TenantContext) => Promise<Answer>,
): Promise<Answer> {
  const key = contract.idempotency ? getHeader(event, 'idempotency-key')?.trim() : undefined
  if (!key) return run(ctx)
  if (!KEY_FORM.test(key)) throw invalid('Idempotency-Key', 'must be 1 to 255 visible ASCII characters')
  const request = { key, operation: contract.id, bodyHash: hashOf(event.path, input), secret: contract.secret ?? false }

  if (contract.idempotency === 'transaction') {
    return ctx.db.transaction(async (db) => {
      const within = { ...ctx, db }
      const first = await reserveKey(within, request)
      if (first) return first
      const answer = await run(within)
      await finishKey(within, request, answer)
      return answer
    })
  }

  const first = await reserveKey(ctx, request)
  if (first) return first
  try {
    const answer = await run({ ...ctx, idempotencyKey: key })
    await finishKey(ctx, request, answer)
    return answer
  } catch (error) {
    // A provider's refusal is the outcome of this key. Any other refusal came before anything happened, and one that
    // says when to come back means it: the same key may try again. A fault of ours leaves the key held; whoever takes
    // it over looks for the ledger's row first.
    if (error instanceof AppError) {
      const isOutcome = error.errorName === 'EXTERNAL_API_ERROR' && error.retryAfterSeconds === undefined
      await finishKey(ctx, request, isOutcome ? failureAnswer(dialectOf(event), error, ctx.app.clock.now()) : null)
    }
    throw error
  }
}

const dialectOf = (event: H3Event) => (event.path.startsWith('/v1/') ? 'v1' : 'api')

function hashOf(path: string, input: ParsedInput): string {
  return createHash('sha256').update(path.split('?')[0]!).update('\n').update(input.rawBody).digest('base64url')
}
