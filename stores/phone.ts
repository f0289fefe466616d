import { followCall, type ActiveCall } from '~/composables/phone/active-call'
import { earlyCall } from '~/composables/phone/early-call'
import { keep, readKept } from '~/composables/phone/kept'
import type { LineCall } from '~/composables/phone/line'
import { phoneSound } from '~/composables/phone/phone-sound'
import { serverCall } from '~/composables/phone/server-call'
import { windowLine } from '~/composables/phone/window-line'

/** The phone of the person who is signed in: it lives above the pages, so that a call goes on from one to the next. */
export const usePhoneStore = defineStore('phone', () => {
  /** Whether the person wants calls to ring here. */
  const takesCalls = ref(false)
  /** The one that runs, or is being made. */
  const call = shallowRef<ActiveCall | null>(null)
  const incoming = shallowRef<readonly ActiveCall[]>([])
  /** The last one that was over, until the next. */
  const ended = shallowRef<ActiveCall | null>(null)
  const server = serverCall(() => (call.value?.phase === 'talking' ? call.value.sid : null))

  let lines = new WeakMap<ActiveCall, LineCall>()
  let isDialling = false

  const line = windowLine({
    takesCalls: () => takesCalls.value,
    isBusy: () => Boolean(call.value) || incoming.value.length > 0 || isDialling,
    prepare: () => sound.restore(),
    incoming(one) {
      incoming.value = [...incoming.value, followed(one, null)]
    },
    devicesChanged: () => void sound.use(),
    shut() {
      current()?.hangUp()
      call.value = null
      incoming.value = []
      isDialling = false
    },
  })
  const sound = phoneSound(line.line)
  const { state, isReachable, mayReceive, problem } = line
  const { devices, sound: chosen, choose, testSpeaker } = sound

  function followed(of: LineCall, number: string | null): ActiveCall {
    const one = followCall(of, number, changed)
    lines.set(one, of)
    return one
  }

  function changed(one: ActiveCall): void {
    if (!lines.has(one)) return // of whoever was signed in before
    if (one.phase !== 'incoming') incoming.value = incoming.value.filter((other) => other !== one)
    if (one.phase === 'talking') call.value = one
    if (one.phase === 'over') {
      ended.value = one
      if (call.value === one) call.value = null
    }
    void server.refresh()
  }

  /** Tries again what did not work. */
  async function retry(): Promise<void> {
    if (await line.openAnew()) keep({ takesCalls: takesCalls.value })
  }

  const current = (): LineCall | undefined => (call.value ? lines.get(call.value) : undefined)
  const decline = (one: ActiveCall) => lines.get(one)?.decline()

  return {
    ...{ state, takesCalls, isReachable, mayReceive, problem, call, incoming, ended, devices, sound: chosen, server },
    ...{ retry, decline, choose, testSpeaker, takeOver: line.takeOver },

    /** A switch that was left on is on again, unless the person has been faster. */
    async resume(): Promise<void> {
      if (line.line() || line.isOpening() || takesCalls.value) return
      takesCalls.value = readKept().takesCalls
      if (takesCalls.value) await line.open(false)
    },

    /** Lets calls ring here, or no longer. What does not work is not remembered: it would be tried with each page. */
    async takeCalls(isWanted: boolean): Promise<void> {
      takesCalls.value = isWanted
      line.receive()
      if (isWanted) return retry()
      keep({ takesCalls: false })
      if (call.value) return
      line.close()
      problem.value = null
    },

    /** @param to E.164 @returns whether it is being called */
    async dial(to: string, callerId: string | null): Promise<boolean> {
      if (isDialling || call.value) return false
      const opening = line.openAnew()
      isDialling = true
      const isOpen = await opening
      const own = line.line()
      isDialling = false
      if (!isOpen || call.value || !own) return false
      // The Voice SDK drops whatever rings when it calls, and tells nobody.
      incoming.value.forEach(decline)
      ended.value = null
      const generation = line.generation()
      const givenUp = () => generation === line.generation() && line.drop()
      call.value = followed(earlyCall(own.connect(to, callerId), givenUp), to)
      return true
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

    /** The person goes: nothing of theirs is left for whoever comes. */
    leave(): void {
      line.close()
      lines = new WeakMap()
      takesCalls.value = false
      ended.value = null
      problem.value = null
      sound.forget()
      void server.refresh()
    },
  }
})
