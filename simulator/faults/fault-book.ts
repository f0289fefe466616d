import { roll } from './roll.ts'

export const restFaultKinds = [
  'throttle',
  'error-before',
  'error-after',
  'unavailable',
  'timeout-before',
  'timeout-after',
  'reset-before',
  'reset-after',
  'garbage',
  'slow',
] as const
export const callbackFaultKinds = [
  'late',
  'duplicate',
  'reorder',
  'lost',
  'before-response',
  'forged',
  'unsigned',
] as const
type RestFaultKind = (typeof restFaultKinds)[number]
type CallbackFaultKind = (typeof callbackFaultKinds)[number]
type FaultKind = RestFaultKind | CallbackFaultKind

/** A scripted misfortune. Every given condition must hold; `count` is how often it still strikes (without: always). */
export type FaultRule = {
  kind: FaultKind
  accountSid?: string
  to?: string
  /** `messages.create`, `calls.fetch`, … for REST; `message.status`, `call.status`, … for callbacks; a prefix such as `messages` counts. */
  operation?: string
  /** Callbacks: only the one that reports this status. */
  status?: string
  count?: number
  /** `throttle`: Retry-After in seconds, 1 unless given. */
  retryAfterSeconds?: number
  /** `timeout-*`: real ms until the silent socket is closed (60,000); `slow`: real ms of delay (500); `late`, `duplicate`, `reorder`: ms of the clock (1000). */
  ms?: number
}

type Chaos = { seed: number; probabilities: Partial<Record<FaultKind, number>>; operation?: string }

type FaultTarget = { accountSid: string; to: string; operation: string; status?: string }

export type FaultBook = {
  add(rule: FaultRule): number
  clear(): void
  list(): (FaultRule & { id: number })[]
  setChaos(chaos: Chaos | null): void
  chaos(): Chaos | null
  /** The REST fault that strikes this request, if any; the first rule that matches wins over chaos. */
  strikeRest(target: FaultTarget): FaultRule | null
  /** All callback faults that strike this callback. */
  strikeCallback(target: FaultTarget): FaultRule[]
  /** Whether the first callbacks of this create request are sent before its answer. */
  strikeBeforeResponse(target: FaultTarget): FaultRule | null
}

const isRest = (kind: FaultKind): kind is RestFaultKind => (restFaultKinds as readonly string[]).includes(kind)

/** Rules and seeded probabilities, asked by the REST side and the callback side. */
export function createFaultBook(): FaultBook {
  let rules: (FaultRule & { id: number })[] = []
  let chaos: Chaos | null = null
  let lastId = 0
  /** How often each target was asked about, so that a repetition of the same request is rolled anew. */
  const asked = new Map<string, number>()

  function use(rule: FaultRule & { id: number }): FaultRule {
    if (rule.count !== undefined) rule.count -= 1
    if (rule.count === 0) rules = rules.filter((other) => other !== rule)
    return rule
  }

  function occurrence(target: FaultTarget): string[] {
    const key = [target.accountSid, target.operation, target.to, target.status ?? ''].join(' ')
    const times = (asked.get(key) ?? 0) + 1
    asked.set(key, times)
    return [key, String(times)]
  }

  return {
    add(rule) {
      lastId += 1
      rules.push({ ...rule, id: lastId })
      return lastId
    },
    clear() {
      rules = []
      chaos = null
      asked.clear()
    },
    list: () => rules,
    setChaos(next) {
      chaos = next
      asked.clear()
    },
    chaos: () => chaos,
    strikeRest(target) {
      const rule = rules.find((candidate) => isRest(candidate.kind) && matches(candidate, target))
      if (rule) return use(rule)
      if (!chaos || !concerns(chaos.operation, target.operation)) return null
      let left = roll(chaos.seed, 'rest', ...occurrence(target))
      for (const kind of restFaultKinds) {
        left -= chaos.probabilities[kind] ?? 0
        if (left < 0) return { kind }
      }
      return null
    },
    strikeCallback(target) {
      const struck = rules
        .filter(({ kind }) => !isRest(kind) && kind !== 'before-response')
        .filter((rule) => matches(rule, target))
      const scripted = struck.map(use)
      if (!chaos) return scripted
      const { seed, probabilities } = chaos
      const keys = occurrence(target)
      const random = callbackFaultKinds
        .filter((kind) => kind !== 'before-response' && roll(seed, kind, ...keys) < (probabilities[kind] ?? 0))
        .map((kind) => ({ kind }))
      return [...scripted, ...random]
    },
    strikeBeforeResponse(target) {
      const rule = rules.find((candidate) => candidate.kind === 'before-response' && matches(candidate, target))
      if (rule) return use(rule)
      const probability = chaos?.probabilities['before-response'] ?? 0
      if (!chaos || probability === 0) return null
      return roll(chaos.seed, 'before-response', ...occurrence({ ...target, status: 'before-response' })) < probability
        ? { kind: 'before-response' }
        : null
    },
  }
}

function matches(rule: FaultRule, target: FaultTarget): boolean {
  return (
    (rule.accountSid === undefined || rule.accountSid === target.accountSid) &&
    (rule.to === undefined || rule.to === target.to) &&
    (rule.status === undefined || rule.status === target.status) &&
    concerns(rule.operation, target.operation)
  )
}

function concerns(wanted: string | undefined, operation: string): boolean {
  return wanted === undefined || operation === wanted || operation.startsWith(`${wanted}.`)
}
