import { getSession, logout } from '#shared/contracts/auth'
import type { Session } from '~/stores/session'

/** Begins, or goes on with, a session that was made a moment ago. */
export async function enterSession(next: Session, token?: string): Promise<void> {
  await holdSession(next, token)
  useSessionStore().start(next)
}

/** Ends a session that was made a moment ago, for somebody whom the page does not belong to. */
export async function refuseSession(next: Session, token?: string): Promise<void> {
  await holdSession(next, token)
  await useApi().call(logout, { body: {} }, { signsIn: true })
}

/** Its cookie came along; where the browser keeps none in frames, the page holds the token instead. */
async function holdSession(next: Session, token?: string): Promise<void> {
  const session = useSessionStore()
  if (token && (session.usesBearer() || !(await cookieCameBack(next)))) session.useToken(token)
}

async function cookieCameBack(next: Session): Promise<boolean> {
  try {
    return (await useApi().call(getSession, {}, { signsIn: true })).id === next.id
  } catch {
    return false
  }
}
