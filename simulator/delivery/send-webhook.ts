import { randomUUID } from 'node:crypto'
import type { HttpMethod } from '../model.ts'
import type { WebhookAttempt } from '../record/journal.ts'
import type { World } from '../world.ts'
import { connectionOverrides, shouldRetry } from './connection-overrides.ts'
import { exchange, type Exchange } from './http-exchange.ts'
import { bodySha256, sign, urlToSign } from './signature.ts'

export type SignatureKind = 'valid' | 'forged' | 'none'

export type Webhook = {
  url: string
  method: HttpMethod
  params: [string, string][]
  /** A JSON body instead of form parameters. */
  json?: string
  accountSid: string
  service: 'voice' | 'sms'
  signature?: SignatureKind
  idempotencyToken?: string
  /** Largest answer that is read; TwiML's 64 kB unless given. */
  maxBytes?: number
}

export type WebhookResult = Exchange & { attempts: WebhookAttempt[]; finalUrl: string; idempotencyToken: string }

const TWIML_LIMIT_BYTES = 64 * 1024
const REDIRECT_LIMIT = 10

/**
 * Asks a webhook as Twilio does: signed, with its user agent and idempotency token, retried as the URL's fragment says,
 * following up to ten HTTP redirects. Never throws; an address that is no address is an error like a refused connection.
 */
export async function sendWebhook(world: World, webhook: Webhook): Promise<WebhookResult> {
  const idempotencyToken = webhook.idempotencyToken ?? randomUUID()
  const attempts: WebhookAttempt[] = []
  let { url, method } = webhook
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    const error = 'invalid-url'
    attempts.push({ at: world.clock.now(), status: null, error, ms: 0 })
    return { status: null, error, headers: {}, body: Buffer.alloc(0), ms: 0, attempts, finalUrl: url, idempotencyToken }
  }
  const overrides = connectionOverrides(url, world.defaults)
  for (let redirects = 0, retries = 0; ;) {
    const at = world.clock.now()
    const request = prepare(world, { ...webhook, url, method, idempotencyToken })
    const result = await world.clock.io(() =>
      exchange({ ...request, ...overrides, maxBytes: webhook.maxBytes ?? TWIML_LIMIT_BYTES }),
    )
    attempts.push({ at, status: result.status, error: result.error, ms: result.ms })
    const location = result.headers.location
    if (result.status && result.status >= 300 && result.status < 400 && location && redirects < REDIRECT_LIMIT) {
      redirects += 1
      url = new URL(location, url).href
      if (result.status < 307) method = 'GET'
    } else if (retries < overrides.retries && shouldRetry(overrides.retryOn, result)) retries += 1
    else return { ...result, attempts, finalUrl: url, idempotencyToken }
  }
}

function prepare(world: World, webhook: Webhook & { idempotencyToken: string }) {
  const url = new URL(webhook.url)
  url.hash = ''
  const form = webhook.json === undefined && webhook.method === 'POST'
  if (webhook.json !== undefined) url.searchParams.set('bodySHA256', bodySha256(webhook.json))
  else if (!form) for (const [name, value] of webhook.params) url.searchParams.append(name, value)

  const headers: Record<string, string> = {
    'user-agent': 'TwilioProxy/1.1',
    accept: '*/*',
    'i-twilio-idempotency-token': webhook.idempotencyToken,
  }
  const kind = webhook.signature ?? 'valid'
  if (kind !== 'none') {
    const token = world.accounts.get(webhook.accountSid)?.authToken ?? ''
    const key = kind === 'valid' ? token : `not ${token}`
    headers['x-twilio-signature'] = sign(key, urlToSign(url.href, webhook.service), form ? webhook.params : [])
  }
  if (url.username) {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
    url.username = url.password = ''
  }
  let body: string | null = null
  if (webhook.json !== undefined) {
    body = webhook.json
    headers['content-type'] = 'application/json'
  } else if (form) {
    body = new URLSearchParams(webhook.params).toString()
    headers['content-type'] = 'application/x-www-form-urlencoded; charset=UTF-8'
  }
  if (body !== null) headers['content-length'] = String(Buffer.byteLength(body))
  return { url: url.href, method: webhook.json === undefined ? webhook.method : 'POST', headers, body }
}
