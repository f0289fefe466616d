import { elementsOf, textOf, type TwimlElement } from '../../twiml/parse-twiml.ts'
import { addRecording, recordingUrl } from '../add-recording.ts'
import { bridgeFirst, type Bridged } from '../bridge.ts'
import { joinConference } from '../join-conference.ts'
import { resolveUrl } from '../fetch-document.ts'
import { hear } from '../hear.ts'
import { actionOf, type Outcome, type VerbContext } from '../verb.ts'

/** `<Dial>`: https://www.twilio.com/docs/voice/twiml/dial */
export async function dial(context: VerbContext): Promise<Outcome> {
  const { world, session, element } = context
  const nouns = elementsOf(element)
  const conference = nouns.find((noun) => noun.name === 'Conference')
  const text: TwimlElement = { name: 'Number', attributes: {}, children: [textOf(element)] }
  const bridged = conference
    ? await joinConference(context, conference)
    : await bridgeFirst(context, nouns.length > 0 ? nouns : [text])
  const { noun, target, status, childSid } = bridged
  hear(world, session, { kind: 'dial', noun, target, status, childSid })
  const params = [...dialParams(bridged), ...record(context, bridged)]
  if (!element.attributes.action) return { next: 'verb' }
  return { next: 'document', source: actionOf(context, params) }
}

/** https://www.twilio.com/docs/voice/twiml/dial#attributes-action-parameters */
function dialParams({ status, childSid, durationSeconds }: Bridged): [string, string][] {
  const params: [string, string][] = [['DialCallStatus', status]]
  if (childSid) params.push(['DialCallSid', childSid])
  if (status === 'completed') {
    params.push(['DialCallDuration', String(durationSeconds)], ['DialBridged', 'true'])
  }
  return params
}

/** Keeps what was spoken when the verb asks for it. */
function record({ world, session, document, element }: VerbContext, bridged: Bridged): [string, string][] {
  const { record: wanted, recordingStatusCallback: callback } = element.attributes
  if (!/^(record-from|true)/.test(wanted ?? '') || bridged.status !== 'completed') return []
  const recording = addRecording(world, session.call, {
    ...{ source: 'DialVerb', durationSeconds: bridged.durationSeconds },
    callbackUrl: callback ? resolveUrl(document, callback) : null,
  })
  return [['RecordingUrl', recordingUrl(world, recording)]]
}
