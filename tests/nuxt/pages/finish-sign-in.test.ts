import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { setResponseStatus } from 'h3'
import { afterEach, expect, it } from 'vitest'
import { getSecondFactor } from '#shared/contracts/second-factor'
import { useApi } from '~/composables/use-api'
import AdminPage from '~/pages/admin/[tenant_id].vue'
import { useSessionStore, type Session } from '~/stores/session'

let isSignedIn = true
registerEndpoint(getSecondFactor.path, (event) => {
  if (isSignedIn) return { success: true, data: { totp: false, passkeys: 0, passkey_origin: null } }
  setResponseStatus(event, 401)
  return { success: false, error: { code: 'AUTH_REQUIRED', message: 'Sign in', details: null } }
})

const SESSION = {
  id: 's1',
  kind: 'password',
  stage: 'enrolment',
  must_change_password: false,
  user: { id: 1, username: 'ada', display_name: 'Ada' },
  tenant: { id: 'acme-corp', name: 'Acme', brand: {}, allowed_origins: [] },
  permissions: [],
} as unknown as Session

afterEach(() => useSessionStore().end())

it('session_that_ends_while_a_factor_is_set_up_asks_to_sign_in_again', async () => {
  const session = useSessionStore()
  session.start(SESSION)
  const page = await mountSuspended(AdminPage)
  await expect.poll(() => page.text()).toContain('Sign out')
  isSignedIn = false
  const call = useApi().call(getSecondFactor, {})
  await expect.poll(() => document.body.textContent, { timeout: 5_000 }).toContain('You are signed out')
  isSignedIn = true
  session.start(SESSION)
  expect(await call).toMatchObject({ totp: false })
})
