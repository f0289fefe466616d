import { defineEventHandler, getHeader } from 'h3'
import type { Contract, DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type { App } from '../context/app'
import type { RequestFacts } from '../context/tenant-context'
import { constantTimeEqual } from '../crypto/hash-key'
import { AppError } from '../errors'
import { checkResult } from './check-result'
import { successAnswer } from './envelope'
import { parseInput } from './parse-input'
import { respond } from './request-scope'

export interface PlatformContext {
  app: App
  request: RequestFacts
}

/** An operation of the platform's administrator: `Authorization: Bearer PLATFORM_ADMIN_KEY`, and nothing else. */
export function definePlatformHandler<C extends Contract>(
  contract: C,
  run: (ctx: PlatformContext, input: InputOf<C>) => Promise<ListOf<DataOf<C>> | DataOf<C>>,
) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { app } = scope
      const key = /^Bearer\s+(\S+)\s*$/i.exec(getHeader(event, 'authorization') ?? '')?.[1]
      if (!key) throw new AppError('AUTH_REQUIRED', 'Give the platform key: Authorization: Bearer')
      if (!constantTimeEqual(key, app.config.platformAdminKey)) throw new AppError('AUTH_INVALID')
      scope.log.actor = 'platform'
      const input = await parseInput(event, contract, scope.dialect)
      const request = {
        id: scope.log.requestId,
        endpoint: `${event.method} ${contract.path}`,
        ipAddress: scope.ipAddress,
        userAgent: scope.userAgent,
      }
      const result = await run({ app, request }, input as unknown as InputOf<C>)
      return successAnswer(scope.dialect, contract, checkResult(contract, result), app.clock.now())
    }),
  )
}
