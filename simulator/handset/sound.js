/** What a handset makes heard: the ring tone, spoken text, real audio. All of it needs a user's gesture first, as browsers demand. */

/** Two tones of the North American ring, two seconds on and four off. */
const RING_HZ = [440, 480]
const RING_ON_S = 2
const RING_PERIOD_MS = 6000

// Browsers load their voices only after the first question for them.
window.speechSynthesis?.getVoices()

let context = null
let ringing = null

/** Starts or stops the ring tone. */
export function setRinging(on) {
  if (on === (ringing !== null)) return
  if (on) {
    context ??= new AudioContext()
    ringOnce()
    ringing = setInterval(ringOnce, RING_PERIOD_MS)
  } else {
    clearInterval(ringing)
    ringing = null
    context?.suspend()
  }
}

function ringOnce() {
  context.resume()
  const gain = context.createGain()
  gain.gain.value = 0.06
  gain.connect(context.destination)
  for (const frequency of RING_HZ) {
    const tone = new OscillatorNode(context, { frequency })
    tone.connect(gain)
    tone.start()
    tone.stop(context.currentTime + RING_ON_S)
  }
}

/** A short tone for a key. */
export function beep() {
  context ??= new AudioContext()
  context.resume()
  const gain = context.createGain()
  gain.gain.value = 0.04
  gain.connect(context.destination)
  const tone = new OscillatorNode(context, { frequency: 697 })
  tone.connect(gain)
  tone.start()
  tone.stop(context.currentTime + 0.12)
}

/**
 * Speaks a text; resolves at its end. Where the browser has no voice it takes as long as estimated.
 * @param {string} text
 * @param {string} language
 * @param {number} durationMs
 * @param {AbortSignal} signal
 */
export function speak(text, language, durationMs, signal) {
  if (!window.speechSynthesis || speechSynthesis.getVoices().length === 0) return wait(durationMs, signal)
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text)
    utterance.lang = language
    utterance.onend = utterance.onerror = resolve
    signal.addEventListener('abort', () => {
      speechSynthesis.cancel()
      resolve()
    })
    speechSynthesis.speak(utterance)
  })
}

/**
 * Plays a file; resolves at its end. What the browser cannot decode takes as long as estimated.
 * @param {string} url
 * @param {number} durationMs
 * @param {AbortSignal} signal
 */
export async function playFile(url, durationMs, signal) {
  const audio = new Audio(url)
  signal.addEventListener('abort', () => audio.pause())
  const ended = new Promise((resolve) => {
    audio.onended = resolve
    signal.addEventListener('abort', resolve)
  })
  try {
    await audio.play()
  } catch {
    return wait(durationMs, signal)
  }
  await ended
}

/** Waits so many milliseconds or until the signal. */
export function wait(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
