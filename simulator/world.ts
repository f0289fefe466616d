import { createClock, type Clock } from './clock/clock.ts'
import type { CallSession } from './calls/call-session.ts'
import { standardCaps, standardDefaults, type Caps, type Defaults } from './defaults.ts'
import { createFaultBook, type FaultBook } from './faults/fault-book.ts'
import type { Account, Application, Call, Conference, Message, NumberScript, PhoneNumber, Recording } from './model.ts'
import { createEventBus, type EventBus } from './record/event-bus.ts'
import { createJournal, type CallbackRecord, type Journal, type RestRecord } from './record/journal.ts'
import { createStore, type Store } from './record/store.ts'

/** Somebody in a conference. */
export type Member = {
  /** The way to put them out. */
  exit: AbortController
  /** Whether it is over for all when they leave. */
  endsOnExit: boolean
  held: boolean
  muted: boolean
}

/** Everything that one simulated network knows and does. Passed to every function; there is no other state. */
export type World = {
  /** Where the simulator itself listens; recordings are fetched from here. */
  baseUrl: string
  clock: Clock
  defaults: Defaults
  accounts: Map<string, Account>
  numbers: Map<string, PhoneNumber>
  applications: Map<string, Application>
  messages: Store<Message>
  calls: Store<Call>
  recordings: Store<Recording>
  conferences: Map<string, Conference>
  /** Who is in each running conference, by CallSid. */
  rooms: Map<string, Map<string, Member>>
  /** Calls that are not over, by CallSid. */
  sessions: Map<string, CallSession>
  scripts: Map<string, NumberScript>
  /** `handset number` pairs that said STOP. */
  optOuts: Set<string>
  faults: FaultBook
  requests: Journal<RestRecord>
  callbacks: Journal<CallbackRecord>
  callbackTails: Map<string, Promise<void>>
  heldCallbacks: Map<string, () => Promise<void>>
  events: EventBus
  /** How many handset pages are open on each number. */
  handsets: Map<string, number>
  /** Audio that was played, by SHA-256, for the handset page. */
  audio: Map<string, { bytes: Buffer; contentType: string }>
}

export type WorldOptions = { defaults?: Partial<Defaults>; caps?: Partial<Caps> }

/** An empty network at rest; `resetWorld` gives it its built-in accounts. */
export function createWorld(options: WorldOptions = {}): World {
  const caps = { ...standardCaps, ...options.caps }
  const clock = createClock()
  return {
    baseUrl: '',
    clock,
    defaults: { ...standardDefaults, ...options.defaults },
    accounts: new Map(),
    numbers: new Map(),
    applications: new Map(),
    messages: createStore(caps.messages),
    calls: createStore(caps.calls),
    recordings: createStore(caps.calls),
    conferences: new Map(),
    rooms: new Map(),
    sessions: new Map(),
    scripts: new Map(),
    optOuts: new Set(),
    faults: createFaultBook(),
    requests: createJournal(caps.requests),
    callbacks: createJournal(caps.callbacks),
    callbackTails: new Map(),
    heldCallbacks: new Map(),
    events: createEventBus(caps.events, clock.now),
    handsets: new Map(),
    audio: new Map(),
  }
}
