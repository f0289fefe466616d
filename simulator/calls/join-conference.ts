import { addRecording } from './add-recording.ts'
import { deliverCallback } from '../delivery/deliver-callback.ts'
import { newSid } from '../ids.ts'
import type { Conference, HttpMethod } from '../model.ts'
import { rfc2822 } from '../rest/formats.ts'
import { textOf, type TwimlElement } from '../twiml/parse-twiml.ts'
import type { World } from '../world.ts'
import type { Bridged } from './bridge.ts'
import { pass } from './call-session.ts'
import { resolveUrl } from './fetch-document.ts'
import { playHoldMusic } from './hold-music.ts'
import type { VerbContext } from './verb.ts'

/**
 * Joins a call with the others in a room until it leaves, the room is ended, or an unattended person has talked enough.
 * https://www.twilio.com/docs/voice/twiml/conference
 * @throws CallOver or CallRedirected when this side leaves.
 */
export async function joinConference(context: VerbContext, noun: TwimlElement): Promise<Bridged> {
  const { world, session } = context
  const { call } = session
  const name = textOf(noun).trim()
  const conference = findOrOpen(world, call.accountSid, name)
  const exit = new AbortController()
  const endsOnExit = noun.attributes.endConferenceOnExit === 'true'
  const member = { exit, endsOnExit, held: false, muted: noun.attributes.muted === 'true' }
  world.rooms.get(conference.sid)!.set(call.sid, member)
  conference.participants.push(call.sid)
  const startedMs = session.talkedMs
  await report(context, noun, conference, 'join')
  if (conference.participants.length > 1 && conference.status === 'init') {
    conference.status = 'in-progress'
    await report(context, noun, conference, 'start')
  } else if (conference.status === 'init') await wait(context, noun)
  try {
    const longestMs = Number(context.element.attributes.timeLimit ?? 14_400) * 1000
    await pass(world, session, session.attended ? longestMs : world.defaults.talkMs, exit.signal)
  } finally {
    await leave(context, noun, conference)
  }
  const durationSeconds = Math.round((session.talkedMs - startedMs) / 1000)
  return { noun: 'Conference', target: name, status: 'completed', childSid: null, durationSeconds }
}

function findOrOpen(world: World, accountSid: string, friendlyName: string): Conference {
  for (const conference of world.conferences.values()) {
    const here = conference.accountSid === accountSid && conference.friendlyName === friendlyName
    if (here && conference.status !== 'completed') return conference
  }
  const conference: Conference = {
    ...{ sid: newSid('CF'), accountSid, friendlyName, status: 'init', participants: [], history: [] },
    createdAt: world.clock.now(),
  }
  world.conferences.set(conference.sid, conference)
  world.rooms.set(conference.sid, new Map())
  return conference
}

/** Takes a call out of the room; the last one, or one with `endConferenceOnExit`, ends it for all. */
async function leave(context: VerbContext, noun: TwimlElement, conference: Conference): Promise<void> {
  const { world, session } = context
  const room = world.rooms.get(conference.sid)
  const member = room?.get(session.call.sid)
  room?.delete(session.call.sid)
  conference.participants = conference.participants.filter((sid) => sid !== session.call.sid)
  await report(context, noun, conference, 'leave')
  if (member?.endsOnExit) for (const { exit } of room?.values() ?? []) exit.abort()
  if (conference.participants.length > 0 || conference.status === 'completed') return
  conference.status = 'completed'
  world.rooms.delete(conference.sid)
  record(context, noun, conference)
  await report(context, noun, conference, 'end')
}

/** https://www.twilio.com/docs/voice/twiml/conference#attributes-record: from when a second one came. */
function record({ world, session, document }: VerbContext, noun: TwimlElement, conference: Conference): void {
  const startedAt = conference.history.find(({ event }) => event === 'start')?.at
  if (noun.attributes.record !== 'record-from-start' || startedAt === undefined) return
  const callback = noun.attributes.recordingStatusCallback
  addRecording(world, session.call, {
    ...{ source: 'Conference', conferenceSid: conference.sid },
    durationSeconds: Math.max(1, Math.round((world.clock.now() - startedAt) / 1000)),
    callbackUrl: callback ? resolveUrl(document, callback) : null,
  })
}

async function wait({ world, session, document }: VerbContext, noun: TwimlElement): Promise<void> {
  const { waitUrl, waitMethod } = noun.attributes
  if (waitUrl === '') return
  const url = waitUrl === undefined ? null : resolveUrl(document, waitUrl)
  await playHoldMusic(world, session, url, (waitMethod ?? 'POST') as HttpMethod)
}

/** https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallback */
async function report(
  { world, session, document }: VerbContext,
  noun: TwimlElement,
  conference: Conference,
  event: 'start' | 'end' | 'join' | 'leave',
): Promise<void> {
  const { call } = session
  const personal = event === 'join' || event === 'leave'
  conference.history.push({ event, callSid: personal ? call.sid : null, at: world.clock.now() })
  const { statusCallback, statusCallbackEvent = '', statusCallbackMethod } = noun.attributes
  if (!statusCallback || !statusCallbackEvent.split(/[ ,]+/).includes(event)) return
  const status = `${personal ? 'participant' : 'conference'}-${event}`
  await deliverCallback(world, {
    ...{ kind: 'conference.status', sid: conference.sid, accountSid: call.accountSid, to: call.to, status },
    ...{ url: resolveUrl(document, statusCallback), method: statusCallbackMethod === 'GET' ? 'GET' : 'POST' },
    service: 'voice',
    params: [
      ['AccountSid', call.accountSid],
      ['ConferenceSid', conference.sid],
      ['FriendlyName', conference.friendlyName],
      ['StatusCallbackEvent', status],
      ['SequenceNumber', String(conference.history.length)],
      ['Timestamp', rfc2822(world.clock.now())],
      ...(personal ? [['CallSid', call.sid] as [string, string]] : []),
    ],
  })
}
