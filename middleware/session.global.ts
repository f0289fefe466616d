import { getSession } from '#shared/contracts/auth'
import { ApiError } from '~/composables/api-error'

/** Finds out who is signed in before an admin page is drawn. Nobody: the page shows the sign-in in its place. */
export default defineNuxtRouteMiddleware(async (to) => {
  const tenantId = to.params.tenant_id
  if (typeof tenantId !== 'string') return
  const session = useSessionStore()
  if (session.tenantId === tenantId && (session.current || import.meta.client)) return
  session.tenantId = tenantId
  const entry = useEntry()
  if (entry.value.kind !== 'open') return
  try {
    session.start(await useApi().call(getSession, {}))
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) throw error
    const event = useRequestEvent()
    if (event) setResponseStatus(event, 401)
  }
})
