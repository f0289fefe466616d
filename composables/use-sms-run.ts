import { listHistory } from '#shared/contracts/communication'
import { sendSms } from '#shared/contracts/sending'
import { isFinal, outcomeOf, type Status } from '#shared/communication/status'
import { twilioErrorUrl } from '#shared/communication/twilio-errors'
import { toApiError, type ApiError } from './api-error'
import { isAnswer } from './use-attempt'
import type { CallInput } from './use-api'

type Body = CallInput<typeof sendSms>['body']

/** One recipient of a run. */
export interface RunRow {
  id: number
  /** Of the request: it stays while nobody knows whether the message left, so that it never leaves twice. */
  key: string
  /** For reading. */
  formatted: string
  name: string
  body: Body
  /** `refused`: nothing was sent. `unanswered`: nobody knows; asking again is safe. */
  state: 'waiting' | 'sending' | 'sent' | 'refused' | 'unanswered'
  /** The ledger's row; null before there is one. */
  communicationId: number | null
  status: Status | null
  /** What went wrong, in plain words. */
  error: string
  errorUrl: string | null
}

export type NewRow = Pick<RunRow, 'formatted' | 'name' | 'body'>

/** Sends under way at a time: a list of 500 takes a minute and leaves the others' requests their place. */
const CONCURRENCY = 4
/** Waits between tries where no answer came. */
const TRIES_MS = [1_000, 2_000, 4_000]
/** Refusals that the next recipient would meet too. */
const GENERAL = new Set(['NOT_CONFIGURED', 'PERMISSION_DENIED', 'DAILY_LIMIT_REACHED'])
/** Pages of the history that are read for statuses. */
const MAX_PAGES = 10
/** Reasons of failures are asked for this often. */
const REASONS_EVERY_MS = 3_000

/** Sends one text to many, a few at a time, and follows what becomes of each. */
export function useSmsRun() {
  const api = useApi()
  const session = useSessionStore()
  const words = useRefusals()
  const rows = ref<RunRow[]>([])
  const isRunning = ref(false)
  const isStopped = ref(false)
  /** Seconds that the server asked to wait; 0 when it didn't. */
  const waitSeconds = ref(0)
  let holdUntil = 0
  let wake = Promise.withResolvers<undefined>()
  /** What the live connection told, by the ledger's row: perhaps before the answer that says whose row it is. */
  let told = new Map<number, Status>()

  const sleep = (ms: number) => Promise.race([wake.promise, new Promise((done) => setTimeout(done, ms))])
  const inState = (...states: RunRow['state'][]) => rows.value.filter(({ state }) => states.includes(state))

  async function run(): Promise<void> {
    if (isRunning.value) return
    isRunning.value = true
    isStopped.value = false
    wake = Promise.withResolvers()
    try {
      await Promise.all(Array.from({ length: CONCURRENCY }, work))
    } finally {
      isRunning.value = false
      waitSeconds.value = 0
    }
    await refresh()
  }

  async function work(): Promise<void> {
    for (let row = next(); row; row = next()) await sendTo(row)
  }

  function next(): RunRow | undefined {
    const row = isStopped.value ? undefined : inState('waiting')[0]
    if (row) row.state = 'sending'
    return row
  }

  async function sendTo(row: RunRow): Promise<void> {
    for (let lost = 0; ;) {
      while (holdUntil > Date.now() && !isStopped.value) await sleep(holdUntil - Date.now())
      waitSeconds.value = 0
      if (isStopped.value) return void (row.state = lost > 0 ? 'unanswered' : 'waiting')
      try {
        const { id, status } = await api.call(sendSms, { body: row.body }, { idempotencyKey: row.key })
        const known = told.get(id) ?? status
        return void Object.assign(row, { state: 'sent', communicationId: id, status: known, error: '', errorUrl: null })
      } catch (error) {
        const failure = toApiError(error)
        if (failure.status === 429) hold(failure.retryAfterSeconds ?? 1)
        else if (!isAnswer(failure) && lost < TRIES_MS.length) await sleep(TRIES_MS[lost++]!)
        else return settle(row, failure)
      }
    }
  }

  function hold(seconds: number): void {
    holdUntil = Math.max(holdUntil, Date.now() + seconds * 1_000)
    waitSeconds.value = seconds
  }

  function settle(row: RunRow, failure: ApiError): void {
    const { text, url, communicationId } = words(failure)
    row.state = isAnswer(failure) ? 'refused' : 'unanswered'
    Object.assign(row, { error: text, errorUrl: url, communicationId })
    if (row.state === 'unanswered' || GENERAL.has(failure.code)) stop()
  }

  function stop(): void {
    isStopped.value = true
    wake.resolve(undefined)
  }

  /** Takes a status as it is told. @returns whether it is a failure of this run, whose reason has to be asked for */
  function hear({ id, status }: Record<string, unknown>): boolean {
    if (rows.value.length === 0) return false
    told.set(id as number, status as Status)
    const row = rows.value.find(({ communicationId }) => communicationId === id)
    if (row?.state !== 'sent') return false
    row.status = status as Status
    return isUnexplained(row)
  }

  /** Asks what became of those that are on their way, and why others failed; of the latter alone with `outcome`. */
  async function refresh(outcome?: 'failed'): Promise<void> {
    const isAsked = (row: RunRow) =>
      row.state === 'sent' && (isUnexplained(row) || (outcome === undefined && !isFinal(row.status!)))
    const open = new Map(rows.value.filter(isAsked).map((row) => [row.communicationId, row]))
    if (!session.can('communication:read')) return
    const oldest = Math.min(...[...open.keys()].map(Number))
    for (let page = 1; open.size > 0 && page <= MAX_PAGES; page++) {
      const query = { network_type: 'sms' as const, direction: 'outbound' as const, outcome, page, per_page: 100 }
      const { items, pagination } = await api.list(listHistory, { query })
      for (const { id, status, error_code: code, error_message: message } of items) {
        const row = open.get(id)
        if (row) Object.assign(row, { status, error: message ?? '', errorUrl: code ? twilioErrorUrl(code) : null })
        open.delete(id)
      }
      if (!pagination.has_next || (items.at(-1)?.id ?? 0) < oldest) return
    }
  }

  useLive(['communication'], () => refresh('failed').catch(() => undefined), {
    matters: hear,
    everyMs: REASONS_EVERY_MS,
  })
  // After a gap nobody knows what was told.
  useLive([], () => refresh().catch(() => undefined))
  onBeforeUnmount(stop)

  return {
    rows,
    isRunning,
    isStopped,
    waitSeconds,
    stop,
    /** Sends to these, each once. */
    async start(recipients: readonly NewRow[]): Promise<void> {
      told = new Map()
      const fresh = { state: 'waiting' as const, communicationId: null, status: null, error: '', errorUrl: null }
      rows.value = recipients.map((one, id) => ({ ...one, ...fresh, id, key: crypto.randomUUID() }))
      await run()
    },
    /** Goes on with those that wait. */
    resume: run,
    /** Tries those again that did not leave, as far as anybody knows. */
    async retry(): Promise<void> {
      for (const row of inState('refused', 'unanswered')) {
        // A refusal ends its key; without an answer the key finds out what happened.
        if (row.state === 'refused') row.key = crypto.randomUUID()
        Object.assign(row, { state: 'waiting', error: '', errorUrl: null, communicationId: null })
      }
      await run()
    },
    /** Forgets them. */
    clear(): void {
      rows.value = []
    },
  }
}

const isUnexplained = ({ status, error }: RunRow): boolean =>
  error === '' && status !== null && outcomeOf(status) === 'failed'
