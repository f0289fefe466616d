import { getSession } from '#shared/contracts/auth'
import type { Session } from '~/stores/session'

/**
 * Begins, or goes on with, a session that was made a moment ago. Its cookie came along; where the browser keeps none in
 * frames, the page holds the token instead.
 */
export async function enterSession(next: Session, token?: string): Promise<void> {
  const session = useSessionStore()
  if (token && (session.usesBearer() || !(await cookieCameBack(next)))) session.useToken(token)
  session.start(next)
}

async function cookieCameBack(next: Session): Promise<boolean> {
  try {
    return (await useApi().call(getSession, {}, { signsIn: true })).id === next.id
  } catch {
    return false
  }
}
