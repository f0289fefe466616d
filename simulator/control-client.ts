import type { ClockState, Settled } from './clock/clock.ts'
import type {
  AccountChange,
  AccountInput,
  CallInput,
  ChaosInput,
  ClientCallInput,
  ClockInput,
  DefaultsInput,
  FaultInput,
  ScriptInput,
  SmsInput,
  WebhookInput,
} from './control/schemas.ts'
import type { Defaults } from './defaults.ts'
import type { FaultRule } from './faults/fault-book.ts'
import type { Call, Conference, Message, Recording } from './model.ts'
import type { CallbackRecord, RestRecord } from './record/journal.ts'
import { readEvents, type ClientEvent } from './control/read-events.ts'

type Filter = Record<string, string>

/** Steers a simulator over HTTP, from any process. Every method rejects with the simulator's reason when it is refused. */
export type ControlClient = ReturnType<typeof createControlClient>

/**
 * @param baseUrl what the simulator printed after `ready`.
 * @param ask asks over HTTP
 */
export function createControlClient(
  baseUrl: string,
  ask: (url: string, init: RequestInit) => Promise<Response> = fetch,
) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await ask(`${baseUrl}/_sim${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const answer = (await response.json()) as T & { error?: string }
    if (!response.ok) throw new Error(answer.error ?? `The simulator answered ${response.status}`)
    return answer
  }
  const list =
    <T>(path: string) =>
    (filter: Filter = {}) =>
      call<T[]>('GET', `${path}?${new URLSearchParams(filter)}`)
  const onNumber = (number: string) => `/numbers/${encodeURIComponent(number)}/script`
  const done = async (request: Promise<unknown>): Promise<void> => void (await request)

  return {
    /** Forgets everything, ends every call, sets the clock to real time. The demo accounts stay. */
    reset: () => done(call('POST', '/reset')),
    registerAccount: (account: AccountInput) => done(call('POST', '/accounts', account)),
    /** Rotates tokens, suspends, spends: whatever is given of an account. */
    changeAccount: (sid: string, change: AccountChange) => done(call('PUT', `/accounts/${sid}`, change)),
    setDefaults: (defaults: DefaultsInput) => call<Defaults>('PUT', '/defaults', defaults),
    scriptNumber: (number: string, script: ScriptInput) => done(call('PUT', onNumber(number), script)),
    unscriptNumber: (number: string) => done(call('DELETE', onNumber(number))),

    addFault: (fault: FaultInput) => call<{ id: number }>('POST', '/faults', fault),
    faults: () => call<{ faults: (FaultRule & { id: number })[]; chaos: ChaosInput | null }>('GET', '/faults'),
    /** Clears scripted faults and chaos. */
    clearFaults: () => done(call('DELETE', '/faults')),
    chaos: (chaos: ChaosInput) => call<{ seed: number }>('POST', '/chaos', chaos),

    clock: () => call<ClockState>('GET', '/clock'),
    setClock: (change: ClockInput) => call<ClockState>('PUT', '/clock', change),
    /** Manual mode only; resolves when everything due, with its HTTP, is done. */
    advance: (ms: number) => call<ClockState>('POST', '/clock/advance', { ms }),
    advanceTo: (to: number) => call<ClockState>('POST', '/clock/advance', { to }),
    /** Waits until nothing is scheduled or in flight, at most so many real milliseconds (30,000). */
    settle: (timeoutMs?: number) => call<Settled>('POST', '/settle', timeoutMs === undefined ? {} : { timeoutMs }),

    messages: list<Message>('/messages'),
    calls: list<Call>('/calls'),
    recordings: list<Recording>('/recordings'),
    conferences: list<Conference>('/conferences'),
    requests: list<RestRecord & { id: number }>('/requests'),
    callbacks: list<CallbackRecord & { id: number }>('/callbacks'),
    /** Sends a recorded callback once more, unchanged. */
    replayCallback: (id: number) => call<{ status: number | null }>('POST', `/callbacks/${id}/replay`, {}),
    /** Sends any webhook, signed validly, wrongly or not at all. */
    sendWebhook: (webhook: WebhookInput) =>
      call<{ status: number | null; error: string | null; body: string }>('POST', '/webhooks', webhook),

    /** A handset texts an account's number; resolves when the number's webhook has been answered. */
    inboundSms: (sms: SmsInput) => call<{ sid: string }>('POST', '/sms?wait=true', sms),
    /** A handset calls an account's number. */
    inboundCall: (given: CallInput) => call<{ sid: string }>('POST', '/calls', given),
    /** A browser calls through a TwiML application, by its access token or as whoever it says. */
    clientCall: (given: ClientCallInput) => call<{ sid: string }>('POST', '/client-calls', given),
    /** The person picks up; attended (the default) means at normal speed. */
    answer: (sid: string, options: { attended?: boolean } = {}) => done(call('POST', `/calls/${sid}/answer`, options)),
    /** Hangs up, or declines while it rings. */
    hangup: (sid: string) => done(call('POST', `/calls/${sid}/hangup`, {})),
    press: (sid: string, digits: string) => done(call('POST', `/calls/${sid}/press`, { digits })),
    speak: (sid: string, text: string) => done(call('POST', `/calls/${sid}/speak`, { text })),

    /** Everything that happens once this resolves, or what concerns one number; ends with the signal. */
    events: (options: { number?: string; signal?: AbortSignal } = {}): Promise<AsyncGenerator<ClientEvent>> =>
      readEvents(baseUrl, options),
  }
}
