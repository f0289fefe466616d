import type { Call } from '../model.ts'
import { placeParams } from '../network/phone-numbers.ts'

/** The parameters that every webhook about a call carries: https://www.twilio.com/docs/voice/twiml#request-parameters */
export function callParams(call: Call): [string, string][] {
  const params: [string, string][] = [
    ['AccountSid', call.accountSid],
    ['ApiVersion', '2010-04-01'],
    ['CallSid', call.sid],
    ['CallStatus', call.status],
    ['Called', call.to],
    ...placeParams('Called', call.to),
    ['Caller', call.from],
    ...placeParams('Caller', call.from),
    ['Direction', call.direction],
    ['From', call.from],
    ...placeParams('From', call.from),
    ['To', call.to],
    ...placeParams('To', call.to),
  ]
  if (call.parentCallSid) params.push(['ParentCallSid', call.parentCallSid])
  if (call.applicationSid) params.push(['ApplicationSid', call.applicationSid])
  if (call.answeredBy && call.machineDetection) params.push(['AnsweredBy', call.answeredBy])
  return params
}
