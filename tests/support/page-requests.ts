import type { Answer } from './api.ts'
import { readRows } from './rows.ts'
import { ACME, type World } from './world.ts'

/** What a browser sends for a page that somebody opens, and for one that another site's page frames. */
export const ALONE = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' }
export const IN_FRAME = { ...ALONE, 'sec-fetch-dest': 'iframe' }

/** Asks for a page, framed unless told otherwise. */
export function askForPage(
  world: World,
  path: string,
  headers: Record<string, string> = IN_FRAME,
): Promise<Answer<string>> {
  return world.api(path, { key: null, headers })
}

/** The content security policy, by directive. */
export function policyOf(headers: Headers): Record<string, string[]> {
  const directives = (headers.get('content-security-policy') ?? '').split(';').map((each) => each.trim().split(/\s+/))
  return Object.fromEntries(directives.map(([name, ...sources]) => [name!, sources]))
}

/** The sessions that an answer opens or ends. */
export function sessionCookies(headers: Headers): string[] {
  return headers.getSetCookie().filter((cookie) => cookie.startsWith('trunkline_session'))
}

/** The reason for which a page shows nothing, as the page itself was told. */
export function refusalOf({ text }: Answer<string>): string | undefined {
  return /"(wrong_tenant|wrong_key|\w+_token|origin_not_allowed)"/.exec(text)?.[1]
}

/** What a host gets for its frame. */
export async function makeEmbed(world: World, body: object = {}, key = ACME.key) {
  const answer = await world.api('/api/auth/embed', { body, key })
  return answer.body.data as { token: string; url: string; expires_at: string }
}

export function countSessions(world: World): number {
  return readRows<{ count: number }>(world, 'select count(*) as count from sessions')[0]!.count
}
