import { toWav, WAV_BYTES_A_SECOND } from './encode-wav'
import { closeMicrophone, MicrophoneError, meterOf, openMicrophone, type MicrophoneProblem } from './microphone'

/** Longer ones are uploaded as files. */
const LONGEST_SECONDS = 300
const TICK_MS = 200

export type RecorderState = 'idle' | 'asking' | 'recording' | 'encoding' | 'recorded'

/**
 * Records from the microphone; what was recorded is a WAV file.
 *
 * @param maxBytes the largest file that is taken
 */
export function useRecorder(maxBytes: () => number) {
  /** It stops by itself then, in seconds. */
  const longest = computed(() =>
    Math.max(1, Math.min(LONGEST_SECONDS, Math.floor(maxBytes() / WAV_BYTES_A_SECOND) - 1)),
  )
  const state = ref<RecorderState>('idle')
  const problem = ref<MicrophoneProblem | null>(null)
  /** Seconds recorded so far. */
  const seconds = ref(0)
  /** How loud it is now, 0 to 1. */
  const level = ref(0)
  const recording = shallowRef<Blob | null>(null)
  let release: () => void = () => undefined
  let recorder: MediaRecorder | null = null
  let isGone = false

  async function start(): Promise<void> {
    if (state.value === 'asking' || state.value === 'recording') return
    problem.value = null
    if (typeof MediaRecorder === 'undefined') return void (problem.value = 'unsupported')
    const before = state.value
    state.value = 'asking'
    let stream: MediaStream
    try {
      stream = await openMicrophone({ channelCount: 1, echoCancellation: true, noiseSuppression: true })
    } catch (error) {
      state.value = before
      problem.value = error instanceof MicrophoneError ? error.problem : 'failed'
      return
    }
    if (isGone) return closeMicrophone(stream)
    try {
      record(stream)
    } catch {
      release()
      closeMicrophone(stream)
      problem.value = 'failed'
      state.value = before
    }
  }

  function record(stream: MediaStream): void {
    const parts: Blob[] = []
    const one = (recorder = new MediaRecorder(stream))
    const stopMeter = meterOf(stream, (value) => (level.value = value))
    const startedAt = performance.now()
    const timer = setInterval(() => {
      seconds.value = Math.min(longest.value, (performance.now() - startedAt) / 1000)
      if (seconds.value >= longest.value) stop()
    }, TICK_MS)
    release = () => {
      release = () => undefined
      clearInterval(timer)
      stopMeter()
      closeMicrophone(stream)
      level.value = 0
    }
    one.ondataavailable = ({ data }) => parts.push(data)
    one.onstop = () => void encode(new Blob(parts, { type: one.mimeType }))
    // A microphone that is pulled out ends it too: what was said until then is kept.
    stream.getAudioTracks()[0]!.onended = stop
    seconds.value = 0
    state.value = 'recording'
    one.start()
  }

  async function encode(recorded: Blob): Promise<void> {
    release()
    if (isGone) return
    state.value = 'encoding'
    try {
      recording.value = await toWav(recorded)
      state.value = 'recorded'
    } catch {
      // The one before, if there is one, is still there.
      problem.value = 'failed'
      state.value = recording.value ? 'recorded' : 'idle'
    }
  }

  function stop(): void {
    if (recorder?.state === 'recording') recorder.stop()
  }

  onBeforeUnmount(() => {
    isGone = true
    stop()
    release()
  })
  return { state, problem, seconds, longest, level, recording, start, stop }
}
