import twilio from 'twilio'
import type { TenantContext } from '../../context/tenant-context'
import type { TwilioDelivery } from '../../providers/twilio/delivery'
import { AppError } from '../../errors'
import { receiveInbound } from './receive-inbound'
import { receiveStatus } from './receive-status'
import type { Delivery } from './store-delivery'

/** A call's webhook and status callback in one: told apart by what Twilio sends. Answers with TwiML. */
export async function handleVoiceCallback(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  const sid = required(request, 'CallSid')
  const providerStatus = required(request, 'CallStatus')
  const isStatus = request.get('CallbackSource') === 'call-progress-events' || request.query.has('id')
  if (isStatus || request.get('Direction') !== 'inbound') {
    const sequence = request.get('SequenceNumber') ?? ''
    await receiveStatus(ctx, {
      delivery: deliveryOf(request, 'call-status', sid, `${providerStatus}/${sequence}`),
      sid,
      kind: 'call',
      communicationId: idOf(request),
      providerStatus,
      errorCode: numberOf(request.get('ErrorCode')),
      durationSeconds: numberOf(request.get('CallDuration')),
      details: pick(request, ['SequenceNumber', 'Timestamp', 'CallDuration', 'AnsweredBy', 'SipResponseCode']),
    })
    return emptyTwiml()
  }
  await receiveInbound(ctx, {
    delivery: deliveryOf(request, 'inbound-call', sid, 'inbound'),
    kind: 'call',
    sid,
    to: required(request, 'To'),
    from: required(request, 'From'),
    providerStatus,
    body: null,
  })
  return nobodyHere()
}

/** A message that came in, or the status of one that went out. Answers with TwiML. */
export async function handleSmsCallback(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  const sid = required(request, 'MessageSid')
  const providerStatus = request.get('MessageStatus') ?? request.get('SmsStatus')
  const isInbound = !request.query.has('id') && (providerStatus === 'received' || providerStatus === 'receiving')
  if (isInbound) {
    await receiveInbound(ctx, {
      delivery: deliveryOf(request, 'inbound-sms', sid, 'inbound'),
      kind: 'sms',
      sid,
      to: required(request, 'To'),
      from: required(request, 'From'),
      providerStatus,
      body: request.get('Body') ?? '',
    })
    return emptyTwiml()
  }
  const status = required(request, request.get('MessageStatus') ? 'MessageStatus' : 'SmsStatus')
  await receiveStatus(ctx, {
    delivery: deliveryOf(request, 'sms-status', sid, status),
    sid,
    kind: 'sms',
    communicationId: idOf(request),
    providerStatus: status,
    errorCode: numberOf(request.get('ErrorCode')),
    durationSeconds: null,
    details: pick(request, ['ErrorCode', 'RawDlrDoneDate']),
  })
  return emptyTwiml()
}

/**
 * Without separators, "Direction=outbound-api" and "Directionoutbound=-api" sign alike: what we need must be there.
 *
 * @throws AppError SIGNATURE_INVALID
 */
function required(request: TwilioDelivery, name: string): string {
  const value = request.get(name)
  if (!value) throw new AppError('SIGNATURE_INVALID')
  return value
}

function deliveryOf(request: TwilioDelivery, kind: Delivery['kind'], sid: string, what: string): Delivery {
  const { url, params, idempotencyToken } = request
  return { kind, dedupeKey: `${kind}/${sid}/${what}`, providerSid: sid, url, params, idempotencyToken }
}

function idOf(request: TwilioDelivery): number | null {
  const id = request.query.get('id')
  return id !== null && /^\d{1,15}$/.test(id) ? Number(id) : null
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null
}

function pick(request: TwilioDelivery, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, request.get(name)]).filter(([, value]) => value !== undefined))
}

function emptyTwiml(): string {
  return new twilio.twiml.VoiceResponse().toString()
}

/** Until a number is told where its calls go, a caller is at least told that nobody answers. */
function nobodyHere(): string {
  const response = new twilio.twiml.VoiceResponse()
  response.say({ voice: 'Polly.Joanna' }, 'Sorry, this number does not take calls. Goodbye.')
  response.hangup()
  return response.toString()
}
