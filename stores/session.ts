import type { z } from 'zod'
import type { Session as SessionSchema } from '#shared/contracts/auth'
import type { Permission } from '#shared/contracts/permissions'

export type Session = z.output<typeof SessionSchema>

/**
 * Who is signed in on this page. The session itself is an HttpOnly cookie; only where the browser keeps no cookies in
 * frames is its token held here, in memory.
 */
export const useSessionStore = defineStore('session', () => {
  const tenantId = ref('')
  const current = ref<Session | null>(null)
  /** Set while the page waits for the person, or the host, to sign in again. */
  const isExpired = ref(false)
  // Neither belongs into the page's payload: they live as long as this page does.
  let bearer: string | null = null
  let renewal: { promise: Promise<undefined>; done: () => void } | null = null

  const permissions = computed(() => new Set<string>(current.value?.permissions))

  return {
    tenantId,
    current,
    isExpired,

    /** Whether the person may do this; pages hide what the server would refuse. */
    can: (permission: Permission): boolean => permissions.value.has(permission),

    /** What each request carries: which tenant's cookie counts, or the token itself. */
    headers(): Record<string, string> {
      return {
        ...(tenantId.value ? { 'x-tenant-id': tenantId.value } : {}),
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      }
    },

    /** Whether this page goes on without cookies. */
    usesBearer: (): boolean => bearer !== null,

    /** For browsers that keep no cookies in frames: from here on each request bears the token. */
    useToken(token: string): void {
      bearer = token
    },

    /** Signed in, or signed in again: calls that waited go on. */
    start(session: Session): void {
      tenantId.value = session.tenant.id
      current.value = session
      isExpired.value = false
      renewal?.done()
      renewal = null
    },

    /** The session ended while the page is open. Resolves when somebody has signed in again. */
    async expire(): Promise<void> {
      isExpired.value = true
      if (!renewal) {
        const { promise, resolve } = Promise.withResolvers<undefined>()
        renewal = { promise, done: () => resolve(undefined) }
      }
      await renewal.promise
    },

    /** Signed out on purpose. */
    end(): void {
      bearer = null
      current.value = null
      isExpired.value = false
    },
  }
})
