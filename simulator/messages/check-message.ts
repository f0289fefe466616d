import type { Account } from '../model.ts'
import { findNumber } from '../network/register-account.ts'
import { isRoutable, normaliseNumber } from '../network/phone-numbers.ts'
import { isWebUrl } from '../rest/formats.ts'
import { RestError } from '../rest/rest-error.ts'
import type { World } from '../world.ts'

export type MessageRequest = {
  from: string
  to: string
  body: string
  mediaUrls: string[]
  messagingServiceSid: string | null
  statusCallback: string | null
  sendAt: number | null
}

/** https://www.twilio.com/docs/iam/test-credentials#test-sms-messages */
const magicFrom: Record<string, number> = { '+15005550001': 21212, '+15005550007': 21606, '+15005550008': 21611 }
const magicTo: Record<string, number> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
}
const MAGIC_FROM_OK = '+15005550006'
/** https://www.twilio.com/docs/errors/21617 */
const LONGEST_BODY = 1600

/**
 * Reads a create request as the network would and refuses what it refuses, in Twilio's order: who, from whom, what.
 * @throws RestError with 21211, 21212, 21408, 21602–21617 as Twilio's documentation lists them.
 */
export function checkMessage(world: World, account: Account, form: URLSearchParams): MessageRequest {
  const to = normaliseNumber(form.get('To') ?? '')
  const from = normaliseNumber(form.get('From') ?? '')
  const messagingServiceSid = form.get('MessagingServiceSid') || null
  const body = form.get('Body') ?? ''
  const mediaUrls = form.getAll('MediaUrl').filter(Boolean)
  const statusCallback = form.get('StatusCallback') || null
  if (!to) throw new RestError(21604)
  if (!from && !messagingServiceSid) throw new RestError(21603)
  if (magicTo[to]) throw new RestError(magicTo[to])
  if (!isRoutable(to)) throw new RestError(21211, `The 'To' number ${to} is not a valid phone number.`)
  if (messagingServiceSid && !account.messagingServices.some(({ sid }) => sid === messagingServiceSid))
    throw new RestError(21703)
  const sender = from ? checkSender(world, account, from) : ownNumber(world, account)
  if (!body && mediaUrls.length === 0) throw new RestError(21602)
  if ([...body].length > LONGEST_BODY) throw new RestError(21617)
  if (statusCallback && !isWebUrl(statusCallback)) throw new RestError(21609)
  if (to === sender) throw new RestError(21612, "'To' and 'From' number cannot be the same")
  if (account.type === 'Trial' && !account.verifiedNumbers.includes(to)) throw new RestError(21608)
  const refusal = world.scripts.get(to)?.sms?.refuse
  if (refusal) throw new RestError(refusal)
  if (world.optOuts.has(`${to} ${sender}`)) throw new RestError(21610)
  const sendAt = scheduledTime(world, form, messagingServiceSid)
  return { from: sender, to, body, mediaUrls, messagingServiceSid, statusCallback, sendAt }
}

function checkSender(world: World, account: Account, from: string): string {
  if (magicFrom[from]) throw new RestError(magicFrom[from])
  if (from === MAGIC_FROM_OK) return from
  if (!isRoutable(from)) throw new RestError(21212, `The 'From' number ${from} is not a valid phone number.`)
  if (!findNumber(world, from, account.sid)) {
    throw new RestError(21606, `The 'From' phone number ${from} is not a valid, SMS-capable number for your account.`)
  }
  return from
}

/** The sender that a messaging service picks: the account's first number. */
function ownNumber(world: World, account: Account): string {
  for (const number of world.numbers.values()) if (number.accountSid === account.sid) return number.phoneNumber
  throw new RestError(21606)
}

function scheduledTime(world: World, form: URLSearchParams, messagingServiceSid: string | null): number | null {
  if (form.get('ScheduleType') !== 'fixed') return null
  const sendAt = Date.parse(form.get('SendAt') ?? '')
  if (!messagingServiceSid) throw new RestError(20001, 'Scheduling requires a MessagingServiceSid')
  if (Number.isNaN(sendAt) || sendAt <= world.clock.now()) throw new RestError(20001, 'Invalid SendAt')
  return sendAt
}
