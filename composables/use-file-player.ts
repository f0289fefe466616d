import type { InjectionKey } from 'vue'

interface Sound {
  id: number
  url: string | null
  duration_ms: number | null
}

export interface FilePlayer {
  /** Which file is in the player, playing or not. */
  currentId: Readonly<Ref<number | null>>
  isPlaying: Readonly<Ref<boolean>>
  /** Seconds from the beginning. */
  at: Readonly<Ref<number>>
  /** Which file could not be played. */
  brokenId: Readonly<Ref<number | null>>
  /** Of a file, seconds; 0 while nobody knows. */
  lengthOf: (sound: Sound) => number
  /** Plays it, from where it was; or pauses. */
  toggle: (sound: Sound) => void
  /** Goes to a place, in seconds; what was playing plays on, what was not in the player begins to play. */
  seek: (sound: Sound, seconds: number) => void
  stop: () => void
}

const KEY = Symbol('file player') as InjectionKey<FilePlayer>

/** The player of a page, for everything within it: one file sounds at a time. */
export function provideFilePlayer(): FilePlayer {
  const currentId = ref<number | null>(null)
  const brokenId = ref<number | null>(null)
  const isPlaying = ref(false)
  const at = ref(0)
  const measured = ref(0)
  let audio: HTMLAudioElement | null = null
  let frame = 0

  function follow(): void {
    if (audio) at.value = audio.currentTime
    if (isPlaying.value) frame = requestAnimationFrame(follow)
  }

  function load({ id, url }: Sound): void {
    stop()
    const one = (audio = new Audio(ownAddress(url!)))
    currentId.value = id
    brokenId.value = null
    const mine = (run: () => void) => () => audio === one && run()
    one.onplay = mine(() => {
      isPlaying.value = true
      follow()
    })
    one.onpause = mine(() => (isPlaying.value = false))
    one.onseeked = one.ontimeupdate = mine(follow)
    one.ondurationchange = mine(() => (measured.value = Number.isFinite(one.duration) ? one.duration : 0))
    one.onended = mine(() => {
      one.currentTime = 0
      at.value = 0
    })
    one.onerror = mine(() => {
      stop()
      brokenId.value = id
    })
  }

  function stop(): void {
    cancelAnimationFrame(frame)
    const before = audio
    audio = null
    before?.pause()
    // An element that is let go keeps its connection until its source is taken away.
    before?.removeAttribute('src')
    before?.load()
    currentId.value = null
    isPlaying.value = false
    at.value = 0
    measured.value = 0
  }

  /** A browser that does not let it sound says so by leaving it paused. */
  const play = () => void audio?.play().catch(() => undefined)

  const player: FilePlayer = {
    currentId,
    brokenId,
    isPlaying,
    at,
    lengthOf: ({ id, duration_ms: ms }) => (ms ? ms / 1000 : id === currentId.value ? measured.value : 0),
    toggle(sound) {
      if (!sound.url) return
      if (sound.id !== currentId.value) load(sound)
      if (isPlaying.value) audio?.pause()
      else play()
    },
    seek(sound, seconds) {
      if (!sound.url) return
      const isNew = sound.id !== currentId.value
      if (isNew) load(sound)
      const last = player.lengthOf(sound)
      audio!.currentTime = at.value = Math.max(0, last ? Math.min(seconds, last) : seconds)
      if (isNew) play()
    },
    stop,
  }
  onBeforeUnmount(stop)
  provide(KEY, player)
  return player
}

export const useFilePlayer = (): FilePlayer => inject(KEY)!
