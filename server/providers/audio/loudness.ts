/** Steps that a waveform is drawn in. */
export const PEAK_COUNT = 200
/** Long enough to hold a cycle of the lowest tone, short enough for the shortest file. */
const WINDOW_SECONDS = 0.01
/** Of very long audio, windows are joined. Even. */
const MAX_WINDOWS = 100_000

export interface Waveform {
  /** The loudest moment of each of PEAK_COUNT equal steps, 0 to 100, of full scale. */
  peaks: number[]
  durationMs: number
}

/** Gathers samples piece by piece, however long it gets: what is kept are the peaks of hundredths of a second. */
export function createLoudness() {
  const windows: number[] = []
  let windowSize = 0
  let sampleRate = 0
  let inWindow = 0
  let loudest = 0
  let samples = 0

  function widen(): void {
    for (let at = 0; at < windows.length / 2; at++) windows[at] = Math.max(windows[2 * at]!, windows[2 * at + 1]!)
    windows.length /= 2
    windowSize *= 2
  }

  return {
    /**
     * @param channels each −1 to 1, all of one length
     * @param rate samples a second of each channel; the first one given holds
     */
    add(channels: readonly Float32Array[], rate: number): void {
      if (sampleRate === 0) {
        sampleRate = rate
        windowSize = Math.max(1, Math.round(rate * WINDOW_SECONDS))
      }
      const length = channels[0]?.length ?? 0
      for (let at = 0; at < length; at++) {
        for (const channel of channels) {
          const sample = Math.abs(channel[at]!)
          if (sample > loudest && sample !== Infinity) loudest = sample // what is no number is no sound
        }
        if (++inWindow < windowSize) continue
        windows.push(loudest)
        loudest = inWindow = 0
        if (windows.length === MAX_WINDOWS) widen()
      }
      samples += length
    },

    /** null when nothing was added. */
    waveform(): Waveform | null {
      if (samples === 0) return null
      const all = inWindow > 0 ? [...windows, loudest] : windows
      const peaks = Array.from({ length: PEAK_COUNT }, (_, step) => {
        const from = Math.floor((step * all.length) / PEAK_COUNT)
        const to = Math.max(from + 1, Math.floor(((step + 1) * all.length) / PEAK_COUNT))
        return Math.min(100, Math.round(100 * Math.max(...all.slice(from, to))))
      })
      return { peaks, durationMs: Math.round((1000 * samples) / sampleRate) }
    },
  }
}
