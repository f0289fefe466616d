import { createHash, createHmac } from 'node:crypto'

export type Params = readonly (readonly [string, string])[]

/**
 * `X-Twilio-Signature` of a webhook: base64 of HMAC-SHA1 over the URL followed by every form parameter, sorted by name,
 * name then value, with nothing between. Equal repetitions of a parameter count once.
 * Rule: https://www.twilio.com/docs/usage/security#validating-requests
 * @param authToken the account's primary token.
 * @param url as `urlToSign` gives it; for GET with its query, and no parameters.
 */
export function sign(authToken: string, url: string, params: Params = []): string {
  const byName = new Map<string, Set<string>>()
  for (const [name, value] of params) byName.set(name, (byName.get(name) ?? new Set()).add(value))
  let text = url
  for (const name of [...byName.keys()].sort()) for (const value of [...byName.get(name)!].sort()) text += name + value
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64')
}

/** The hash that a webhook with a JSON body carries in its query as `bodySHA256`. */
export function bodySha256(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex')
}

/**
 * The address as it is signed: without fragment and credentials. Over https, voice drops the port and messaging keeps it;
 * over http both keep it.
 */
export function urlToSign(url: string, service: 'voice' | 'sms'): string {
  const parsed = new URL(url)
  const port = parsed.port && !(parsed.protocol === 'https:' && service === 'voice') ? `:${parsed.port}` : ''
  return `${parsed.protocol}//${parsed.hostname}${port}${parsed.pathname}${parsed.search}`
}
