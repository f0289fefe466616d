import { elementsOf } from '../../twiml/parse-twiml.ts'
import { pass, personOf, type CallSession, type Input } from '../call-session.ts'
import { hear } from '../hear.ts'
import { actionOf, type Outcome, type VerbContext } from '../verb.ts'
import { beSilent } from './pause.ts'
import { playAudio } from './play.ts'
import { speak } from './say.ts'

type Result = { digits: string; finishedOnKey: string } | { speech: string } | null

/** A scripted person thinks this long before the first key or word. */
const THINKING_MS = 500

/** `<Gather>`: https://www.twilio.com/docs/voice/twiml/gather */
export async function gather(context: VerbContext): Promise<Outcome> {
  const { world, session, element } = context
  const inbox = openInbox(session, element.attributes.input ?? 'dtmf')
  try {
    world.events.emit('call.gather', { sid: session.call.sid, from: session.call.from, to: session.call.to })
    await prompt(context, inbox)
    await answerFromScript(context, inbox)
    const result = await collect(context, inbox)
    const digits = result && 'digits' in result ? result.digits : null
    const speech = result && 'speech' in result ? result.speech : null
    hear(world, session, { kind: 'gather', digits, speech })
    if (!result && element.attributes.actionOnEmptyResult !== 'true') return { next: 'verb' }
    return { next: 'document', source: actionOf(context, resultParams(result)) }
  } finally {
    inbox.close()
  }
}

type Inbox = { waiting: Input[]; arrival: AbortController; close: () => void }

/** Catches what the person presses and says, as far as the verb listens to it. */
function openInbox(session: CallSession, kinds: string): Inbox {
  const listener = (input: Input) => {
    if (!kinds.includes(input.kind === 'digit' ? 'dtmf' : 'speech')) return
    inbox.waiting.push(input)
    inbox.arrival.abort()
  }
  const close = () => void session.listeners.delete(listener)
  const inbox: Inbox = { waiting: [], arrival: new AbortController(), close }
  session.listeners.add(listener)
  return inbox
}

/** Speaks what is inside; the first key or word cuts it short. */
async function prompt({ world, session, document, element }: VerbContext, inbox: Inbox): Promise<void> {
  const interrupt = inbox.arrival.signal
  for (const child of elementsOf(element)) {
    if (interrupt.aborted) return
    if (child.name === 'Say') await speak(world, session, child, interrupt)
    else if (child.name === 'Play') await playAudio(world, session, document, child, interrupt)
    else await beSilent(world, session, child, interrupt)
  }
}

async function answerFromScript({ world, session }: VerbContext, inbox: Inbox): Promise<void> {
  const input = personOf(world, session.call).inputs?.[session.gathersMet]
  session.gathersMet += 1
  if (!input || inbox.waiting.length > 0) return
  await pass(world, session, THINKING_MS, inbox.arrival.signal)
  for (const listener of session.listeners) {
    for (const digit of input.digits ?? '') listener({ kind: 'digit', digit })
    if (input.speech) listener({ kind: 'speech', text: input.speech })
  }
}

/** Takes keys until the last one, the finishing one, or silence for `timeout` seconds; or a sentence. */
async function collect({ world, session, element }: VerbContext, inbox: Inbox): Promise<Result> {
  const { numDigits, timeout, finishOnKey = '#' } = element.attributes
  const timeoutMs = Number(timeout ?? 5) * 1000
  let digits = ''
  for (;;) {
    for (let input = inbox.waiting.shift(); input; input = inbox.waiting.shift()) {
      if (input.kind === 'speech') return { speech: input.text }
      if (input.digit === finishOnKey) return { digits, finishedOnKey: finishOnKey }
      digits += input.digit
      if (numDigits && digits.length >= Number(numDigits)) return { digits, finishedOnKey: '' }
    }
    inbox.arrival = new AbortController()
    await pass(world, session, timeoutMs, inbox.arrival.signal)
    if (inbox.waiting.length === 0) return digits ? { digits, finishedOnKey: '' } : null
  }
}

function resultParams(result: Result): [string, string][] {
  if (result && 'speech' in result) {
    return [
      ['SpeechResult', result.speech],
      ['Confidence', '0.9'],
    ]
  }
  return [
    ['Digits', result?.digits ?? ''],
    ['FinishedOnKey', result?.finishedOnKey ?? ''],
  ]
}
