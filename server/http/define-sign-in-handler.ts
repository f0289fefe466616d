import { defineEventHandler, getHeader } from 'h3'
import type { Contract, DataOf, InputOf } from '#shared/contracts/contract'
import { ABSOLUTE_MS, type SignInCaller, type SignInOutcome } from '../domain/sessions/open-session'
import { refuseForeignOrigin } from './check-origin'
import { checkResult } from './check-result'
import { successAnswer } from './envelope'
import { parseInput } from './parse-input'
import { respond } from './request-scope'
import { setSessionCookie } from './session-cookie'

/** An operation of somebody who is signing in: nobody yet, and at its end perhaps a session with its cookie. */
export function defineSignInHandler<C extends Contract>(
  contract: C,
  run: (caller: SignInCaller, input: InputOf<C>) => Promise<SignInOutcome<DataOf<C>>>,
) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { app } = scope
      refuseForeignOrigin(event, app)
      const input = await parseInput(event, contract, scope.dialect)
      const request = {
        id: scope.log.requestId,
        endpoint: `${event.method} ${contract.path}`,
        ipAddress: scope.ipAddress,
        userAgent: scope.userAgent,
      }
      const { data, opened } = await run(
        { app, request, tenantId: getHeader(event, 'x-tenant-id') },
        input as unknown as InputOf<C>,
      )
      if (opened) {
        scope.log.tenantId = opened.tenantId
        setSessionCookie(event, opened.tenantId, opened.token, ABSOLUTE_MS / 1000)
      }
      return successAnswer(scope.dialect, contract, checkResult(contract, data), app.clock.now())
    }),
  )
}
