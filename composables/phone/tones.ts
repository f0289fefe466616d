import { wavOf } from '../encode-wav'

const RATE = 8_000
const VOLUME = 0.25
/** Seconds over which a tone begins and ends, so that it does not click. */
const EDGE = 0.008

/** Tones of a length in seconds, one after the other; none is silence. */
type Part = readonly [seconds: number, ...hertz: number[]]

const ROWS = [697, 770, 852, 941]
const COLUMNS = [1209, 1336, 1477]
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 's', '0', 'h']

/** Two rings and a pause, as telephones of many countries ring. */
const RING: Part[] = [[0.4, 523, 659], [0.2], [0.4, 523, 659], [2]]

/** Every sound of the line, made here: nothing is fetched from elsewhere. By the names that the Voice SDK gives them. */
export function lineSounds(): Record<string, string> {
  const keys = KEYS.map((key, index): [string, string] => [
    `dtmf${key}`,
    address([[0.12, ROWS[Math.floor(index / 3)]!, COLUMNS[index % 3]!]]),
  ])
  return {
    incoming: address(RING),
    outgoing: address([[0.12, 440], [0.04], [0.12, 554]]),
    disconnect: address([[0.12, 440], [0.04], [0.16, 349]]),
    ...Object.fromEntries(keys),
  }
}

function address(parts: readonly Part[]): string {
  const samples = new Float32Array(parts.reduce((sum, [seconds]) => sum + Math.round(seconds * RATE), 0))
  let offset = 0
  for (const [seconds, ...hertz] of parts) {
    const length = Math.round(seconds * RATE)
    for (let index = 0; index < length; index++) {
      const edge = Math.min(1, index / RATE / EDGE, (length - index) / RATE / EDGE)
      const sum = hertz.reduce((total, each) => total + Math.sin((2 * Math.PI * each * index) / RATE), 0)
      samples[offset + index] = (hertz.length > 0 ? sum / hertz.length : 0) * edge * VOLUME
    }
    offset += length
  }
  return URL.createObjectURL(new Blob([wavOf([samples], RATE)], { type: 'audio/wav' }))
}
