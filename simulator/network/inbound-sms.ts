import { sendWebhook } from '../delivery/send-webhook.ts'
import { addMessage } from '../messages/add-message.ts'
import { setMessageStatus, setPrice, startMessage } from '../messages/message-life.ts'
import { countSegments } from '../messages/segments.ts'
import type { HttpMethod, Message, PhoneNumber } from '../model.ts'
import { checkSchema } from '../twiml/check-schema.ts'
import { elementsOf, parseTwiml, textOf, type TwimlElement } from '../twiml/parse-twiml.ts'
import { messagingRules } from '../twiml/schema.ts'
import { TwimlError } from '../twiml/twiml-error.ts'
import type { World } from '../world.ts'
import { answerKeyword } from './keywords.ts'
import { placeParams } from './phone-numbers.ts'
import { findNumber } from './register-account.ts'

export type InboundSms = { from: string; to: string; body: string; mediaUrls?: string[] }

const REDIRECT_LIMIT = 10

/**
 * A handset sends an SMS to an account's number: the number's webhook is asked and what it answers is sent.
 * @returns the message, and when the webhook has been answered.
 * @throws Error when no account has the number.
 */
export function receiveSms(world: World, sms: InboundSms): { message: Message; answered: Promise<void> } {
  const number = findNumber(world, sms.to)
  if (!number) throw new Error(`No account has the number ${sms.to}`)
  const message = addMessage(world, {
    ...{ accountSid: number.accountSid, from: sms.from, to: sms.to, body: sms.body, mediaUrls: sms.mediaUrls ?? [] },
    ...{ direction: 'inbound', status: 'received', numSegments: countSegments(sms.body) },
  })
  world.clock.after(world.defaults.priceAfterMs, `price of ${message.sid}`, () => setPrice(world, message))
  answerKeyword(world, message)
  return { message, answered: askNumber(world, number, message) }
}

async function askNumber(world: World, number: PhoneNumber, message: Message): Promise<void> {
  const application = world.applications.get(number.smsApplicationSid)
  const { SmsUrl, SmsMethod, SmsFallbackUrl, SmsFallbackMethod } = application ?? number
  if (!SmsUrl) return
  try {
    await follow(world, message, SmsUrl, SmsMethod, [])
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error
    world.events.emit('error', { sid: message.sid, code: error.code, message: error.message })
    if (!SmsFallbackUrl) return
    const extra: [string, string][] = [
      ['ErrorCode', String(error.code)],
      ['ErrorUrl', SmsUrl],
    ]
    await follow(world, message, SmsFallbackUrl, SmsFallbackMethod, extra).catch(() => undefined)
  }
}

/** Asks the webhook and does what its document says, through its redirects. */
async function follow(world: World, message: Message, first: string, method: HttpMethod, extra: [string, string][]) {
  let url: string | null = first
  for (let redirects = 0; url; redirects += 1) {
    if (redirects > REDIRECT_LIMIT) throw new TwimlError(11215, 'HTTP too many redirects')
    const verbs: TwimlElement[] = await ask(world, message, url, method, extra)
    const base: string = url
    url = null
    for (const verb of verbs) {
      if (verb.name === 'Redirect') {
        url = new URL(textOf(verb).trim(), base).href
        method = (verb.attributes.method ?? 'POST') as HttpMethod
        break
      }
      reply(world, message, verb, base)
    }
  }
}

async function ask(world: World, message: Message, url: string, method: HttpMethod, extra: [string, string][]) {
  const params = [...inboundParams(message), ...extra]
  const { sid, accountSid } = message
  const at = world.clock.now()
  const result = await sendWebhook(world, { url, method, params, accountSid, service: 'sms' })
  world.callbacks.add({
    ...{ at, kind: 'message.inbound', sid, accountSid, status: 'received', url, method, params, signature: 'valid' },
    ...{ idempotencyToken: result.idempotencyToken, faults: [], attempts: result.attempts },
  })
  if (result.error) throw new TwimlError(11205, `HTTP connection failure: ${result.error}`)
  if ((result.status ?? 0) >= 300) throw new TwimlError(11200, `HTTP retrieval failure: status ${result.status}`)
  const contentType = result.headers['content-type'] ?? ''
  if (result.body.length === 0 || result.status === 204) return []
  if (!/^(text|application)\/(xml|html)\b/i.test(contentType)) throw new TwimlError(12300, 'Invalid Content-Type')
  const root = parseTwiml(result.body)
  checkSchema(root, messagingRules)
  return elementsOf(root)
}

/** Sends what a `<Message>` or `<Sms>` says back to the handset. */
function reply(world: World, inbound: Message, verb: TwimlElement, base: string): void {
  const nouns = elementsOf(verb)
  const bodies = nouns.filter((noun) => noun.name === 'Body')
  const body =
    bodies.length > 0 ? bodies.map(textOf).join('') : textOf({ ...verb, children: verb.children.filter(isText) })
  const { from, to, action, statusCallback } = verb.attributes
  const report = action ?? statusCallback
  const answer = addMessage(world, {
    ...{ accountSid: inbound.accountSid, direction: 'outbound-reply', status: 'queued', body: body.trim() },
    ...{ from: from ?? inbound.to, to: to ?? inbound.from },
    mediaUrls: nouns.filter((noun) => noun.name === 'Media').map((noun) => textOf(noun).trim()),
    statusCallback: report ? new URL(report, base).href : null,
  })
  if (world.optOuts.has(`${answer.to} ${answer.from}`)) void setMessageStatus(world, answer, 'failed', 21610)
  else startMessage(world, answer)
}

const isText = (node: TwimlElement | string) => typeof node === 'string'

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
function inboundParams(message: Message): [string, string][] {
  return [
    ...placeParams('To', message.to),
    ...placeParams('From', message.from),
    ['SmsMessageSid', message.sid],
    ['NumMedia', String(message.mediaUrls.length)],
    ['SmsSid', message.sid],
    ['SmsStatus', 'received'],
    ['Body', message.body],
    ['To', message.to],
    ['NumSegments', String(Math.max(1, message.numSegments))],
    ['MessageSid', message.sid],
    ['AccountSid', message.accountSid],
    ['From', message.from],
    ['ApiVersion', '2010-04-01'],
    ...message.mediaUrls.flatMap((url, index): [string, string][] => [
      [`MediaUrl${index}`, url],
      [`MediaContentType${index}`, 'image/jpeg'],
    ]),
  ]
}
