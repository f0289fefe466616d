import { expect } from 'vitest'
import type { Answer, Api, Request } from './api.ts'
import type { World } from './world.ts'

export const PASSWORD = 'demo-password'

/** What a browser sends along with a change that one of our own pages asks for. */
export const OWN_PAGE = { 'sec-fetch-site': 'same-origin' }

export interface SignedIn {
  /** `name=value`, as the browser sends it back. */
  cookie: string
  token: string
  session: { id: string; permissions: string[] } & Record<string, any>
  /** Calls as a page of the tenant does: by cookie, naming the tenant, from our own origin. */
  api: Api
}

/** Asks for a session, as the sign-in page does. */
export function askToSignIn(
  world: World,
  tenantId: string,
  { username = 'admin', password = PASSWORD, headers = OWN_PAGE as Record<string, string> } = {},
): Promise<Answer> {
  const body = { tenant_id: tenantId, username, password, bearer: true }
  return world.api('/api/auth/login', { key: null, headers, body })
}

/** Signs a person in who needs nothing but a password. */
export async function signIn(world: World, tenantId: string, person: { username?: string; password?: string } = {}) {
  const answer = await askToSignIn(world, tenantId, person)
  expect(answer.status, answer.text).toBe(200)
  return signedIn(world, tenantId, answer)
}

/** What came of a sign-in or an exchange. */
export function signedIn(world: World, tenantId: string, answer: Answer): SignedIn {
  const cookie = answer.headers.get('set-cookie')!.split(';')[0]!
  const { session, token } = answer.body.data
  return { cookie, token, session, api: byCookie(world, tenantId, cookie) }
}

/** Calls as a page of the tenant that holds these cookies does. */
export function byCookie(world: World, tenantId: string, cookie: string): Api {
  return (path, request: Request = {}) =>
    world.api(path, {
      ...request,
      key: null,
      headers: { cookie, 'x-tenant-id': tenantId, ...OWN_PAGE, ...request.headers },
    })
}
