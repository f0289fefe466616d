import type { App } from '../context/app'
import { hashKey } from '../crypto/hash-key'
import { readToken, useToken } from '../domain/sessions/one-time-tokens'
import { principalOfSession } from '../domain/sessions/principals'
import { AppError } from '../errors'
import type { Caller } from './authenticate'

const TOKEN_FORM = /^tls_[A-Za-z0-9_-]{43}$/

/** Whether a bearer is a session's token, and no API key. */
export const isSessionToken = (bearer: string) => TOKEN_FORM.test(bearer)

/** @throws AppError AUTH_INVALID, the same for a session that ended and one that never was */
export async function authenticateSession(token: string, app: App): Promise<Caller> {
  if (!isSessionToken(token)) throw ended()
  const now = app.clock.now().toISOString()
  return callerOf(await app.system.findSessionByHash(hashKey(token, app.config.secretKey), now), app)
}

/**
 * A ticket acts for its session, once, for a GET of its own path.
 *
 * @param isLooking leaves it unused
 * @throws AppError AUTH_INVALID, whatever is wrong with it
 */
export async function authenticateTicket(ticket: string, path: string, app: App, isLooking: boolean): Promise<Caller> {
  const row = await readToken(app, 'ticket', ticket)
  const isRight = typeof row === 'object' && row.data.path === path && row.sessionId !== null
  if (!isRight || !(isLooking || (await useToken(app, row))))
    throw new AppError('AUTH_INVALID', 'The ticket is not valid')
  return callerOf(await app.system.findSessionById(row.sessionId!, app.clock.now().toISOString()), app)
}

function callerOf(found: Awaited<ReturnType<App['system']['findSessionByHash']>>, app: App): Caller {
  if (!found) throw ended()
  const { tenant, settings, session: row, user, key } = found
  app.sessionUse.used(row)
  const session = { row, user, key }
  return { principal: principalOfSession(session), tenant, settings, session }
}

const ended = () => new AppError('AUTH_INVALID', 'The session has ended; sign in again')
