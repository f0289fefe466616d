import type { Call } from '@twilio/voice-sdk'
import type { CallAbout, CallEvents, CallWarning, LineCall } from './line'
import { problemOf } from './twilio-problems'

/** Twilio's warnings in our words; of several that say the same to a person, each raises the same. */
const WARNINGS: Partial<Record<string, CallWarning>> = {
  'constant-audio-input-level': 'silent_microphone',
  'low-bytes-sent': 'nothing_sent',
  'low-bytes-received': 'nothing_heard',
  'high-packet-loss': 'loss',
  'high-packets-lost-fraction': 'loss',
  'high-rtt': 'delay',
  'high-jitter': 'uneven',
  'low-mos': 'poor',
}

/** @param constraints with which microphone it is answered; asked when it is */
export function lineCall(call: Call, constraints: () => MediaStreamConstraints): LineCall {
  const direction = call.direction === 'INCOMING' ? 'inbound' : 'outbound'
  return {
    direction,
    about: aboutOf(call),
    sid: () => call.parameters.CallSid ?? null,
    answer: () => call.accept({ rtcConstraints: constraints() }),
    decline: () => call.reject(),
    hangUp: () => call.disconnect(),
    mute: (isMuted) => call.mute(isMuted),
    press: (digits) => call.sendDigits(digits),
    listen: (on) => listen(call, on),
  }
}

function aboutOf({ customParameters, parameters }: Call): CallAbout {
  const said = (name: string) => customParameters.get(name) || null
  return {
    from: said('from') ?? parameters.From ?? null,
    called: said('called'),
    label: said('label'),
    transferredBy: said('transferred_by'),
  }
}

function listen(call: Call, on: CallEvents): void {
  let problem: ReturnType<typeof problemOf> | null = null
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    on.ended(problem)
  }
  const raised = new Set<string>()
  const warn = (name: string, isRaised: boolean) => {
    const warning = WARNINGS[name]
    if (!warning) return
    if (isRaised) raised.add(name)
    else raised.delete(name)
    on.warned(warning, [...raised].some((one) => WARNINGS[one] === warning)) // prettier-ignore
  }
  call.on('ringing', () => on.ringing())
  call.on('accept', () => on.talking())
  call.on('volume', (input: number, output: number) => on.levels(input, output))
  call.on('warning', (name: string) => warn(name, true))
  call.on('warning-cleared', (name: string) => warn(name, false))
  call.on('reconnecting', () => on.interrupted(true))
  call.on('reconnected', () => on.interrupted(false))
  call.on('error', (error: unknown) => {
    problem = problemOf(error)
    if (String(call.status()) === 'closed') end()
  })
  // Of a refused microphone and of sound that finds no way the SDK says first that the call is over, then why.
  call.on('disconnect', () => queueMicrotask(end))
  // Of one that rings, a lost connection is all that is said: the device drops it.
  call.on('transportClose', () => String(call.status()) === 'pending' && end())
  for (const event of ['cancel', 'reject']) call.on(event, end)
}
