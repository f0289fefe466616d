import { keep, readKept } from './kept'
import type { ChosenDevices, LineDevices, PhoneLine } from './line'

/** What one speaks into and hears with. */
export function phoneSound(line: () => PhoneLine | null) {
  const devices = shallowRef<LineDevices | null>(null)
  const sound = ref<ChosenDevices>({ microphone: '', speaker: '', alsoRings: '' })

  /** Shows and uses what there is. */
  async function use(): Promise<void> {
    const used = line()
    await used?.use({ ...sound.value }).catch(() => undefined)
    if (used && used === line()) devices.value = used.devices()
  }

  return {
    devices,
    sound,
    use,

    /** Uses what this person has chosen before. */
    async restore(): Promise<void> {
      sound.value = readKept().sound
      await use()
    },

    async choose(changes: Partial<ChosenDevices>): Promise<void> {
      sound.value = { ...sound.value, ...changes }
      keep({ sound: sound.value })
      await use()
    },

    testSpeaker: async () =>
      line()
        ?.testSpeaker()
        .catch(() => undefined),

    forget(): void {
      devices.value = null
      sound.value = { microphone: '', speaker: '', alsoRings: '' }
    },
  }
}
