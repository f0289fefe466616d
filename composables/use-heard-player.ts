import type { VoicePreview } from './use-voice-preview'

type Heard = VoicePreview['heard'][number]

const RATES: Readonly<Record<string, number>> = { slow: 0.8, medium: 1, fast: 1.25 }
/** Browsers load their voices after the page; where none came by then there are none. */
const VOICES_WAIT_MS = 1_500

/**
 * Plays what a call would say: its text by the browser's own speech, its audio as it is, in order. The voice is not the
 * call's voice; the order, the words and the audio are.
 */
export function useHeardPlayer(parts: () => readonly Heard[], rate: () => string) {
  const at = ref<number | null>(null)
  const voices = shallowRef<SpeechSynthesisVoice[] | null>(null)
  const brokenFile = ref('')
  let run = 0
  let audio: HTMLAudioElement | null = null
  let waiting: ReturnType<typeof setTimeout> | undefined

  onMounted(() => {
    const speech = window.speechSynthesis as SpeechSynthesis | undefined
    if (!speech) return void (voices.value = [])
    const load = () => {
      if (speech.getVoices().length > 0) voices.value = speech.getVoices()
    }
    load()
    speech.addEventListener('voiceschanged', load)
    waiting = setTimeout(() => (voices.value ??= []), VOICES_WAIT_MS)
    onBeforeUnmount(() => speech.removeEventListener('voiceschanged', load))
  })
  onBeforeUnmount(() => {
    clearTimeout(waiting)
    stop()
  })

  const voiceFor = (language: string) => {
    const known = voices.value ?? []
    const [family] = language.toLowerCase().split('-')
    const tag = (voice: SpeechSynthesisVoice) => voice.lang.toLowerCase().replace('_', '-')
    return (
      known.find((voice) => tag(voice) === language.toLowerCase()) ??
      known.find((voice) => tag(voice).split('-')[0] === family)
    )
  }
  /** Languages of the message that this browser cannot speak. */
  const silent = computed(() => {
    if (voices.value === null) return []
    const spoken = parts().flatMap((part) => (part.kind === 'say' ? [part.language] : []))
    return [...new Set(spoken)].filter((language) => !voiceFor(language))
  })

  function stop(): void {
    run += 1
    at.value = null
    audio?.pause()
    audio = null
    ;(globalThis.speechSynthesis as SpeechSynthesis | undefined)?.cancel()
  }

  async function play(): Promise<void> {
    stop()
    const own = ++run
    brokenFile.value = ''
    for (const [index, part] of parts().entries()) {
      if (run !== own) return
      if (part.kind === 'say' && !voiceFor(part.language)) continue
      at.value = index
      if (part.kind === 'play') await playFile(part.url).catch(() => (brokenFile.value = part.file))
      else for (const sentence of sentencesOf(part.text)) if (run === own) await say(sentence, part.language)
    }
    if (run === own) stop()
  }

  function say(text: string, language: string): Promise<void> {
    return new Promise((resolve) => {
      const words = new SpeechSynthesisUtterance(text)
      words.voice = voiceFor(language) ?? null
      words.lang = language
      words.rate = RATES[rate()] ?? 1
      words.onend = () => resolve()
      words.onerror = () => resolve()
      speechSynthesis.speak(words)
    })
  }

  function playFile(url: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const one = (audio = new Audio(ownAddress(url)))
      one.onended = () => resolve()
      one.onpause = () => resolve()
      one.onerror = () => reject(new Error('audio'))
      one.play().catch(reject)
    })
  }

  return {
    at,
    brokenFile,
    silent,
    isPlaying: computed(() => at.value !== null),
    canPlay: computed(() => parts().some((part) => part.kind === 'play' || voiceFor(part.language))),
    play,
    stop,
  }
}

/** Long utterances stop by themselves after 15 seconds in Chromium's network voices: each sentence is one. */
function sentencesOf(text: string): string[] {
  return [...new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '')
}
