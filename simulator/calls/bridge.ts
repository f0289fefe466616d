import type { TwimlElement } from '../twiml/parse-twiml.ts'
import { CallOver, endCall, pass, personOf, type CallSession, type RingOutcome } from './call-session.ts'
import { openLeg } from './open-leg.ts'
import { answerCall, finishCall } from './finish-call.ts'
import { goOn } from './go-on.ts'
import { reportFailure } from './report-failure.ts'
import { ring } from './ring.ts'
import { resolveUrl } from './fetch-document.ts'
import type { VerbContext } from './verb.ts'

/** What became of a `<Dial>`. */
export type Bridged = {
  noun: string
  target: string
  status: 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled'
  childSid: string | null
  durationSeconds: number
}

type Leg = { noun: TwimlElement; session: CallSession; rung: Promise<RingOutcome> }

/**
 * Rings all targets, or one after the other when `sequential`, and bridges the call with the first that answers.
 * @throws CallOver or CallRedirected when the calling side leaves.
 */
export async function bridgeFirst(context: VerbContext, nouns: TwimlElement[]): Promise<Bridged> {
  const groups = context.element.attributes.sequential === 'true' ? nouns.map((noun) => [noun]) : [nouns]
  let last: Bridged | null = null
  for (const group of groups) {
    last = await tryGroup(context, group)
    if (last.status === 'completed') return last
  }
  return last!
}

async function tryGroup(context: VerbContext, nouns: TwimlElement[]): Promise<Bridged> {
  const { world, session } = context
  const legs = nouns.map((noun): Leg => {
    const leg = openLeg(context, noun)
    return { noun, session: leg, rung: ring(world, leg, false) }
  })
  const left = AbortSignal.any([session.ended.signal, session.redirected.signal])
  const giveUp = () => legs.forEach((leg) => endCall(leg.session, 'rest'))
  left.addEventListener('abort', giveUp)
  const startedAt = world.clock.now()
  try {
    const winner = await firstAnswered(legs)
    session.talkedMs += world.clock.now() - startedAt
    for (const leg of legs) if (leg !== winner) endCall(leg.session, 'rest')
    await Promise.all(legs.filter((leg) => leg !== winner).map((leg) => bury(context, leg)))
    if (winner) await talk(context, winner)
    else await pass(world, session, 0)
    return report(winner ?? legs[0]!, winner ? 'answered' : await legs[0]!.rung)
  } finally {
    left.removeEventListener('abort', giveUp)
  }
}

/** The leg that answers first, or null when none does. */
function firstAnswered(legs: Leg[]): Promise<Leg | null> {
  const answered = legs.map((leg) => leg.rung.then((outcome) => (outcome === 'answered' ? leg : Promise.reject())))
  return Promise.any(answered).catch(() => null)
}

async function bury({ world }: VerbContext, leg: Leg): Promise<void> {
  const outcome = await leg.rung
  await finishCall(world, leg.session, outcome === 'answered' ? 'canceled' : outcome)
}

/** Lets both sides talk until one hangs up, or the called one is sent elsewhere. A person at a handset on either side makes it last in real time. */
async function talk(context: VerbContext, leg: Leg): Promise<void> {
  const { world, session } = context
  const child = leg.session
  answerCall(world, child)
  const attendedBefore = session.attended
  try {
    await whisper(context, leg)
    session.attended ||= child.attended
    const limitMs = Number(context.element.attributes.timeLimit ?? 14_400) * 1000
    const talkMs = personOf(world, child.call).hangUpAfterMs ?? world.defaults.talkMs
    const startedMs = session.talkedMs
    try {
      const parted = AbortSignal.any([child.ended.signal, child.redirected.signal])
      await pass(world, session, child.attended ? limitMs : Math.min(limitMs, talkMs), parted)
    } finally {
      child.talkedMs += session.talkedMs - startedMs
    }
  } finally {
    session.attended = attendedBefore
    if (child.redirectTo && !child.ended.signal.aborted) goOn(world, child, context.walk).catch(reportFailure)
    else {
      endCall(child, 'rest')
      await finishCall(world, child, 'completed')
    }
  }
}

/** What the called side hears before it is connected: the document at `<Number url>`. */
async function whisper(context: VerbContext, { noun, session }: Leg): Promise<void> {
  const { url, method } = noun.attributes
  if (!url) return
  const source = { kind: 'url' as const, url: resolveUrl(context.document, url), params: [] }
  try {
    await context.walk(session, { ...source, method: method === 'GET' ? 'GET' : 'POST' })
  } catch (error) {
    if (!(error instanceof CallOver)) throw error
  }
}

function report(leg: Leg, outcome: RingOutcome): Bridged {
  const { call } = leg.session
  const status = outcome === 'answered' ? 'completed' : outcome
  const durationSeconds = call.durationSeconds ?? 0
  return { noun: leg.noun.name, target: call.to, status, childSid: call.sid, durationSeconds }
}
