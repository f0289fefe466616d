import { getSession } from '#shared/contracts/auth'

/** Asks again who is signed in and for what: after a change of the tenant, or of one's own rights, pages show it at once. */
export function useSessionRefresh(): () => Promise<void> {
  const api = useApi()
  const session = useSessionStore()
  return async () => session.start(await api.call(getSession, {}))
}
