import { toWav, WAV_BYTES_A_SECOND } from './encode-wav'

/** Longer ones are uploaded as files. */
const LONGEST_SECONDS = 300
const TICK_MS = 200
/** Louder than speech into a microphone seldom is. */
const LOUD = 0.35

export type RecorderState = 'idle' | 'asking' | 'recording' | 'encoding' | 'recorded'
export type RecorderProblem = 'refused' | 'absent' | 'busy' | 'framed' | 'unsupported' | 'failed'

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
  const problem = ref<RecorderProblem | null>(null)
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
    const devices = navigator.mediaDevices as MediaDevices | undefined
    if (!devices || typeof MediaRecorder === 'undefined') return void (problem.value = 'unsupported')
    if (!isDelegated()) return void (problem.value = 'framed')
    const before = state.value
    state.value = 'asking'
    let stream: MediaStream
    try {
      stream = await devices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
      })
    } catch (error) {
      state.value = before
      problem.value = problemOf(error)
      return
    }
    if (isGone) return stream.getTracks().forEach((track) => track.stop())
    try {
      record(stream)
    } catch {
      release()
      stream.getTracks().forEach((track) => track.stop())
      problem.value = 'failed'
      state.value = before
    }
  }

  function record(stream: MediaStream): void {
    const parts: Blob[] = []
    const one = (recorder = new MediaRecorder(stream))
    const stopMeter = meter(stream, (value) => (level.value = value))
    const startedAt = performance.now()
    const timer = setInterval(() => {
      seconds.value = Math.min(longest.value, (performance.now() - startedAt) / 1000)
      if (seconds.value >= longest.value) stop()
    }, TICK_MS)
    release = () => {
      release = () => undefined
      clearInterval(timer)
      stopMeter()
      stream.getTracks().forEach((track) => track.stop())
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

/** Whether the page around this one lets it ask for the microphone; where browsers do not say, the question itself tells. */
function isDelegated(): boolean {
  const { featurePolicy: policy } = document as { featurePolicy?: { allowsFeature: (name: string) => boolean } }
  return policy?.allowsFeature('microphone') ?? true
}

function problemOf(error: unknown): RecorderProblem {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'absent'
  return name === 'NotReadableError' ? 'busy' : 'failed'
}

/** Tells how loud a stream is, as often as the screen is drawn. Returns what ends it. */
function meter(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  context.createMediaStreamSource(stream).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  let frame = requestAnimationFrame(function look() {
    analyser.getFloatTimeDomainData(samples)
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
    tell(Math.min(1, Math.sqrt(power) / LOUD))
    frame = requestAnimationFrame(look)
  })
  return () => {
    cancelAnimationFrame(frame)
    void context.close()
  }
}
