import twilio from 'twilio'
import type { ProviderRecord, SendOutcome, Telephony } from '../telephony'
import { ask, askOrNull } from './ask'
import { failedBeforeSending, ThrottledError } from './request-client'
import { readMoney } from './money'

/** https://www.twilio.com/docs/voice/api/recording#recording-status-callback */
const RECORDING_EVENTS = ['in-progress', 'completed', 'absent']
export const CALL_EVENTS = ['initiated', 'ringing', 'answered', 'completed']
/** How many of a number's latest messages or calls are looked through for one whose answer was lost. */
const LIST_LIMIT = 50

type MessageInstance = Awaited<ReturnType<twilio.Twilio['messages']['create']>>
type CallInstance = Awaited<ReturnType<twilio.Twilio['calls']['create']>>

/** Twilio in our words, through its official SDK. */
export function twilioTelephony(client: twilio.Twilio): Telephony {
  return {
    sendMessage: ({ to, from, body, statusCallback }) =>
      send(async () => recordOfMessage(await client.messages.create({ to, ...senderOf(from), body, statusCallback }))),
    placeCall: ({ to, from, url, statusCallback, recordingCallback }) =>
      send(async () =>
        recordOfCall(
          await client.calls.create({
            to,
            from,
            url,
            method: 'GET',
            statusCallback,
            statusCallbackMethod: 'POST',
            statusCallbackEvent: CALL_EVENTS,
            ...(recordingCallback !== undefined && recordedTo(recordingCallback)),
          }),
        ),
      ),
    fetchMessage: (sid) => askOrNull(async () => recordOfMessage(await client.messages(sid).fetch())),
    fetchCall: (sid) => askOrNull(async () => recordOfCall(await client.calls(sid).fetch())),
    async listMessages({ to, from, since }) {
      const found = await ask(() =>
        client.messages.list({ to, ...(!isService(from) && { from }), dateSentAfter: since, limit: LIST_LIMIT }),
      )
      return found.map(recordOfMessage)
    },
    async listCalls({ to, from, since }) {
      const found = await ask(() => client.calls.list({ to, from, startTimeAfter: since, limit: LIST_LIMIT }))
      return found.map(recordOfCall)
    },
    cancelMessage: (sid) => ask(async () => recordOfMessage(await client.messages(sid).update({ status: 'canceled' }))),
    endCall: (sid) => ask(async () => recordOfCall(await client.calls(sid).update({ status: 'completed' }))),
  }
}

function recordedTo(recordingStatusCallback: string) {
  return {
    record: true,
    recordingStatusCallback,
    recordingStatusCallbackMethod: 'POST',
    recordingStatusCallbackEvent: RECORDING_EVENTS,
  }
}

const isService = (from: string) => from.startsWith('MG')
const senderOf = (from: string) => (isService(from) ? { messagingServiceSid: from } : { from })

/** Tells how a request ended that is never repeated. */
export async function send(create: () => Promise<ProviderRecord>): Promise<SendOutcome> {
  try {
    const record = await create()
    // A success without a SID is no answer that we can hold on to: somebody between us and Twilio made it up.
    if (!record.sid) return { kind: 'ambiguous', reason: 'the answer holds no SID' }
    return { kind: 'accepted', record }
  } catch (error) {
    if (error instanceof twilio.RestException) return outcomeOfStatus(error)
    const reason = describe(error)
    if (error instanceof ThrottledError) {
      return { kind: 'unavailable', reason: error.message, retryAfterSeconds: error.retryAfterSeconds }
    }
    if (failedBeforeSending(error)) return { kind: 'unavailable', reason, retryAfterSeconds: null }
    return { kind: 'ambiguous', reason }
  }
}

function outcomeOfStatus(error: twilio.RestException): SendOutcome {
  // An error above 500 says that something broke, not whether before or after the message was taken.
  if (error.status >= 500) return { kind: 'ambiguous', reason: `Twilio answered ${error.status}` }
  return {
    kind: 'refused',
    refusal: {
      code: error.code ?? error.status,
      message: error.message,
      httpStatus: error.status,
      moreInfo: error.moreInfo ?? null,
    },
  }
}

function recordOfMessage(message: MessageInstance): ProviderRecord {
  return {
    sid: message.sid,
    providerStatus: message.status,
    to: message.to,
    from: message.from,
    body: message.body ?? null,
    errorCode: message.errorCode ?? null,
    errorMessage: message.errorMessage ?? null,
    ...readMoney(message.price, message.priceUnit),
    segments: message.numSegments ? Number(message.numSegments) : null,
    durationSeconds: null,
    createdAt: message.dateCreated ?? null,
  }
}

export function recordOfCall(call: CallInstance): ProviderRecord {
  return {
    sid: call.sid,
    providerStatus: call.status,
    to: call.to,
    from: call.from,
    body: null,
    errorCode: null,
    errorMessage: null,
    ...readMoney(call.price, call.priceUnit),
    segments: null,
    durationSeconds: call.duration ? Number(call.duration) : null,
    createdAt: call.dateCreated ?? null,
  }
}

function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return code ?? message ?? 'no answer'
}
