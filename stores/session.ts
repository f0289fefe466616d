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
  // None belongs into the page's payload: they live as long as this page does.
  let bearer: string | null = null
  let sharesCookie = false
  let renewal: { promise: Promise<boolean>; settle: (isIn: boolean) => void } | null = null

  const permissions = computed(() => new Set<string>(current.value?.permissions))

  return {
    tenantId,
    current,
    isExpired,

    /** Whether the person may do this; pages hide what the server would refuse. */
    can: (permission: Permission): boolean => permissions.value.has(permission),

    /**
     * What each request carries: which tenant's cookie counts, or the token itself.
     *
     * @param signsIn the request is part of a sign-in, which may be anybody's; else only whom the page shows may act
     */
    headers(signsIn = false): Record<string, string> {
      return {
        ...(tenantId.value ? { 'x-tenant-id': tenantId.value } : {}),
        ...(current.value && !signsIn ? { 'x-acts-as': current.value.acts_as } : {}),
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      }
    },

    /** Whether this page goes on without cookies: there are none, or they are somebody else's by turns. */
    usesBearer: (): boolean => bearer !== null || sharesCookie,

    /** For browsers that keep no cookies in frames: from here on each request bears the token. */
    useToken(token: string): void {
      bearer = token
    },

    /** Signed in, or signed in again: calls that waited go on. */
    start(session: Session): void {
      tenantId.value = session.tenant.id
      current.value = session
      isExpired.value = false
      renewal?.settle(true)
      renewal = null
    },

    /**
     * The session ended while the page is open.
     *
     * @param reason as the server gave it; `other_person`: the cookie is another page's now
     * @returns once somebody has signed in again, or out for good: whether they are in
     */
    expire(reason?: unknown): Promise<boolean> {
      if (reason === 'other_person') sharesCookie = true
      isExpired.value = true
      if (!renewal) {
        const { promise, resolve } = Promise.withResolvers<boolean>()
        renewal = { promise, settle: resolve }
      }
      return renewal.promise
    },

    /** The tenant requires a second factor by now: until it is set up nothing else is allowed. */
    holdUp(): void {
      if (current.value) current.value = { ...current.value, stage: 'enrolment', permissions: [] }
    },

    /** Signed out on purpose: calls that waited for another sign-in fail. */
    end(): void {
      bearer = null
      current.value = null
      isExpired.value = false
      renewal?.settle(false)
      renewal = null
    },
  }
})
