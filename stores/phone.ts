import { followCall, type ActiveCall } from '~/composables/phone/active-call'
import { keep, phoneKey, readKept } from '~/composables/phone/kept'
import type { ChosenDevices, LineCall, LineDevices } from '~/composables/phone/line'
import { oneWindow, type OneWindow } from '~/composables/phone/one-window'
import { openPhoneLine, problemFrom, type OpenedLine, type PhoneProblem } from '~/composables/phone/open-line'
import { serverCall } from '~/composables/phone/server-call'

/** The phone of the person who is signed in: it lives above the pages, so that a call goes on from one to the next. */
export const usePhoneStore = defineStore('phone', () => {
  const nuxtApp = useNuxtApp()
  /** `elsewhere`: another window of this browser has it. */
  const state = ref<'off' | 'starting' | 'on' | 'elsewhere'>('off')
  /** Whether the person wants calls to ring here. */
  const takesCalls = ref(false)
  /** Whether they do. */
  const isReachable = ref(false)
  const mayReceive = ref(true)
  const problem = shallowRef<PhoneProblem | null>(null)
  /** The one that runs, or is being made. */
  const call = shallowRef<ActiveCall | null>(null)
  const incoming = shallowRef<readonly ActiveCall[]>([])
  /** The last one that was over, until the next. */
  const ended = shallowRef<ActiveCall | null>(null)
  const devices = shallowRef<LineDevices | null>(null)
  const sound = ref<ChosenDevices>({ microphone: '', speaker: '', alsoRings: '' })
  const server = serverCall(() => (call.value?.phase === 'talking' ? call.value.sid : null))

  const lines = new WeakMap<ActiveCall, LineCall>()
  let opened: OpenedLine | null = null
  let opening: Promise<boolean> | null = null
  let windows: OneWindow | null = null
  let isDialling = false

  /** @param asks whether the person may be asked for the microphone now @returns whether the line is open */
  function open(asks: boolean): Promise<boolean> {
    if (opened) return Promise.resolve(true)
    opening ??= begin(asks).finally(() => (opening = null))
    return opening
  }

  async function begin(asks: boolean): Promise<boolean> {
    problem.value = null
    state.value = 'starting'
    sound.value = readKept().sound
    windows ??= oneWindow(phoneKey(), { taken: () => void open(false), lost: () => shut('elsewhere') }, () => Boolean(call.value)) // prettier-ignore
    const own = windows
    if (!(await own.take())) {
      state.value = 'elsewhere'
      return false
    }
    try {
      const line = await nuxtApp.runWithContext(() => openPhoneLine(events, asks))
      if (windows !== own) return (line.close(), false) // turned off meanwhile
      opened = line
      mayReceive.value = line.mayReceive
      await useSound()
      line.line.receive(takesCalls.value && line.mayReceive)
      state.value = 'on'
      return true
    } catch (error) {
      const found = problemFrom(error)
      close()
      problem.value = found
      return false
    }
  }

  const events = {
    reachable(isOn: boolean) {
      isReachable.value = isOn
      if (isOn && problem.value?.code === 'network') problem.value = null
    },
    incoming(line: LineCall) {
      const one = followed(line, null)
      incoming.value = [...incoming.value, one]
    },
    failed: (code: PhoneProblem['code']) => void (problem.value = { code }),
    devicesChanged: () => void useSound(),
  }

  function followed(line: LineCall, number: string | null): ActiveCall {
    const one = followCall(line, number, changed)
    lines.set(one, line)
    return one
  }

  function changed(one: ActiveCall): void {
    if (one.phase !== 'incoming') incoming.value = incoming.value.filter((other) => other !== one)
    if (one.phase === 'talking') call.value = one
    if (one.phase === 'over') {
      ended.value = one
      if (call.value === one) call.value = null
    }
    void server.refresh()
  }

  /** Shows and uses what there is to hear with and speak into. */
  async function useSound(): Promise<void> {
    if (!opened) return
    await opened.line.use({ ...sound.value }).catch(() => undefined)
    devices.value = opened?.line.devices() ?? null
  }

  /** Tries again what did not work. */
  async function retry(): Promise<void> {
    if (await open(true)) keep({ takesCalls: takesCalls.value })
  }

  function shut(next: 'off' | 'elsewhere'): void {
    opened?.close()
    opened = null
    call.value = null
    incoming.value = []
    isReachable.value = false
    state.value = next
  }

  function close(): void {
    shut('off')
    windows?.close()
    windows = null
  }

  /** The person goes: nothing of theirs is left for whoever comes. */
  function leave(): void {
    close()
    takesCalls.value = false
    ended.value = null
    problem.value = null
  }

  const current = (): LineCall | undefined => (call.value ? lines.get(call.value) : undefined)

  return {
    ...{ state, takesCalls, isReachable, mayReceive, problem, call, incoming, ended, devices, sound, server },

    /** A switch that was left on is on again, unless the person has been faster. */
    async resume(): Promise<void> {
      if (opened || opening || takesCalls.value) return
      takesCalls.value = readKept().takesCalls
      if (takesCalls.value) await open(false)
    },

    /** Lets calls ring here, or no longer. What does not work is not remembered: it would be tried with each page. */
    async takeCalls(isWanted: boolean): Promise<void> {
      takesCalls.value = isWanted
      opened?.line.receive(isWanted && mayReceive.value)
      if (isWanted) return retry()
      keep({ takesCalls: false })
      if (!call.value) close()
    },

    retry,
    leave,

    /** Asks the other window for the phone. */
    async takeOver(): Promise<void> {
      problem.value = null
      if (windows && !(await windows.ask())) problem.value = { code: 'elsewhere' }
    },

    /** @param to E.164 @returns whether it is being called */
    async dial(to: string, callerId: string | null): Promise<boolean> {
      if (isDialling || call.value) return false
      isDialling = true
      try {
        if (!(await open(true)) || call.value || !opened) return false
        ended.value = null
        call.value = followed(await opened.line.connect(to, callerId), to)
        return true
      } catch (error) {
        problem.value = problemFrom(error)
        return false
      } finally {
        isDialling = false
      }
    },

    /** One that runs is over then: there is one line. */
    answer(one: ActiveCall): void {
      if (one.phase !== 'incoming') return
      current()?.hangUp()
      ended.value = null
      call.value = one
      one.phase = 'calling'
      incoming.value = incoming.value.filter((other) => other !== one)
      lines.get(one)?.answer()
    },
    decline: (one: ActiveCall) => lines.get(one)?.decline(),
    hangUp: () => current()?.hangUp(),

    mute(isMuted: boolean): void {
      if (!call.value) return
      current()?.mute(isMuted)
      call.value.isMuted = isMuted
    },

    press(digit: string): void {
      if (call.value?.phase !== 'talking') return
      current()?.press(digit)
      call.value.digits += digit
    },

    async choose(changes: Partial<ChosenDevices>): Promise<void> {
      sound.value = { ...sound.value, ...changes }
      keep({ sound: sound.value })
      await useSound()
    },

    testSpeaker: async () => opened?.line.testSpeaker().catch(() => undefined),
  }
})
