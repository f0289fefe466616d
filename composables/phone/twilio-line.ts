import { Device, type Call } from '@twilio/voice-sdk'
import { LineError, type AudioDevice, type ChosenDevices, type LineDevices, type OpenLine } from './line'
import { lineSounds } from './tones'
import { lineCall } from './twilio-call'
import { problemOf } from './twilio-problems'

/** Time to ask for the next token, also where the first answer is lost. */
const RENEW_BEFORE_MS = 60_000
/** Chromium lists these beside the devices that they stand for. */
const STAND_INS = ['', 'default', 'communications']

/** A line on Twilio's Voice SDK. Loaded when somebody turns the phone on, and not before. */
export const openLine: OpenLine = (token, on) => {
  const sounds = lineSounds()
  const device = new Device(token, {
    sounds,
    // What it fetches for an AudioContext the content security policy refuses; elements may play what is made here.
    disableAudioContextSounds: true,
    logLevel: 'silent',
    tokenRefreshMs: RENEW_BEFORE_MS,
    closeProtection: false,
    // Else a busy line and a wrong signature both read as a connection that broke off.
    enableImprovedSignalingErrorPrecision: true,
  })
  let chosen: ChosenDevices = { microphone: '', speaker: '', alsoRings: '' }
  let isMicrophoneHeld = false
  let isWanted = false
  const constraints = (): MediaStreamConstraints => ({
    // Not `exact`: a headset that was left at home must not keep somebody from answering.
    audio: chosen.microphone ? { deviceId: chosen.microphone } : true,
  })
  const audio = () => device.audio!
  device.on('registered', () => {
    on.reachable(true)
    settle()
  })
  device.on('unregistered', () => on.reachable(false))
  device.on('tokenWillExpire', () => on.tokenEnds())
  device.on('incoming', (call) => on.incoming(lineCall(watched(call), constraints)))
  device.on('error', (error, call) => {
    if (!call) on.failed(problemOf(error))
  })
  audio().on('deviceChange', () => on.devicesChanged())

  /** What goes wrong is an `error` of its own; after a lost connection the device registers by itself. */
  function settle(): void {
    const state = String(device.state)
    if (isWanted && state === 'unregistered') device.register().catch(() => undefined)
    else if (!isWanted && state === 'registered') device.unregister().catch(() => undefined)
  }

  function watched(call: Call): Call {
    call.once('disconnect', () => {
      if (isMicrophoneHeld) letMicrophoneGo()
    })
    return call
  }

  function letMicrophoneGo(): void {
    isMicrophoneHeld = false
    device.audio?.unsetInputDevice().catch(() => undefined)
  }

  async function useMicrophone(): Promise<void> {
    // One that is chosen by the helper stays open until it is let go: only while somebody talks.
    if (!device.isBusy) return
    const known = audio().availableInputDevices
    const microphone = known.has(chosen.microphone) ? chosen.microphone : [...known.keys()][0]
    if (microphone === undefined) return
    await audio().setInputDevice(microphone)
    isMicrophoneHeld = true
    if (!device.isBusy) letMicrophoneGo() // the call has ended meanwhile
  }

  async function useSpeakers(): Promise<void> {
    if (!audio().isOutputSelectionSupported) return
    const known = (id: string) => (audio().availableOutputDevices.has(id) ? id : 'default')
    const speaker = known(chosen.speaker)
    if (!audio().availableOutputDevices.has(speaker)) return
    await audio().speakerDevices.set(speaker)
    const alsoRings = chosen.alsoRings && known(chosen.alsoRings)
    await audio().ringtoneDevices.set([...new Set([speaker, ...(alsoRings ? [alsoRings] : [])])])
  }

  return {
    receive(next) {
      isWanted = next
      settle()
    },
    async connect(to, callerId) {
      const params = { To: to, ...(callerId && { CallerId: callerId }) }
      try {
        return lineCall(watched(await device.connect({ params, rtcConstraints: constraints() })), constraints)
      } catch (error) {
        throw new LineError(problemOf(error))
      }
    },
    renew: (next) => device.updateToken(next),
    devices: (): LineDevices => ({
      microphones: listed(audio().availableInputDevices),
      speakers: listed(audio().availableOutputDevices),
      canChooseSpeaker: audio().isOutputSelectionSupported,
    }),
    async use(next) {
      chosen = next
      await Promise.allSettled([useMicrophone(), useSpeakers()])
    },
    async testSpeaker() {
      if (audio().isOutputSelectionSupported) await audio().speakerDevices.test(sounds.outgoing)
      else await new Audio(sounds.outgoing).play()
    },
    close() {
      device.destroy()
      for (const address of Object.values(sounds)) URL.revokeObjectURL(address)
    },
  }
}

function listed(devices: ReadonlyMap<string, MediaDeviceInfo>): AudioDevice[] {
  return [...devices.values()]
    .filter(({ deviceId }) => !STAND_INS.includes(deviceId))
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }))
}
