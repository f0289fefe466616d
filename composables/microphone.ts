/** Why there is no sound from a microphone. `framed`: the page around this one does not let it ask. */
export type MicrophoneProblem = 'refused' | 'absent' | 'busy' | 'framed' | 'unsupported' | 'failed'

export class MicrophoneError extends Error {
  constructor(readonly problem: MicrophoneProblem) {
    super(`microphone: ${problem}`)
    this.name = 'MicrophoneError'
  }
}

/** Louder than speech into a microphone seldom is. */
const LOUD = 0.35

/**
 * Opens the microphone; the browser asks the person where it has to.
 *
 * @throws MicrophoneError
 */
export async function openMicrophone(audio: MediaTrackConstraints): Promise<MediaStream> {
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices) throw new MicrophoneError('unsupported')
  if (!isDelegated()) throw new MicrophoneError('framed')
  try {
    return await devices.getUserMedia({ audio })
  } catch (error) {
    throw new MicrophoneError(problemOf(error))
  }
}

export const closeMicrophone = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop())

/** Tells how loud a stream is, 0 to 1, as often as the screen is drawn. Returns what ends it. */
export function meterOf(stream: MediaStream, tell: (level: number) => void): () => void {
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

/** Whether the page around this one lets it ask for the microphone; where browsers do not say, the question itself tells. */
function isDelegated(): boolean {
  const { featurePolicy: policy } = document as { featurePolicy?: { allowsFeature: (name: string) => boolean } }
  return policy?.allowsFeature('microphone') ?? true
}

function problemOf(error: unknown): MicrophoneProblem {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'absent'
  return name === 'NotReadableError' ? 'busy' : 'failed'
}
