import { getRecordingAudio } from '#shared/contracts/recordings'

/**
 * The sound of a recording, fetched whole: a player asks for ranges of its own, and without our headers. What was fetched
 * before is given up.
 */
export function useRecordingAudio() {
  const api = useApi()
  const playing = shallowRef<{ id: string; url: string } | null>(null)
  const loadingId = ref<string | null>(null)
  const brokenId = ref<string | null>(null)

  function stop(): void {
    if (playing.value) URL.revokeObjectURL(playing.value.url)
    playing.value = null
  }
  onBeforeUnmount(() => {
    loadingId.value = null
    stop()
  })

  return {
    playing,
    loadingId,
    /** Which recording could not be had. */
    brokenId,
    stop,
    /** The one that was asked for last is played. */
    async play(id: string): Promise<void> {
      stop()
      loadingId.value = id
      brokenId.value = null
      try {
        const sound = await api.bytes(getRecordingAudio, { params: { id } })
        if (loadingId.value === id) playing.value = { id, url: URL.createObjectURL(sound) }
      } catch {
        if (loadingId.value === id) brokenId.value = id
      } finally {
        if (loadingId.value === id) loadingId.value = null
      }
    },
  }
}
