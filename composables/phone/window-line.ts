import type { LineCall } from './line'
import { phoneKey } from './kept'
import { oneWindow, type OneWindow } from './one-window'
import { openPhoneLine, problemFrom, type OpenedLine, type PhoneProblem } from './open-line'

interface Around {
  /** Whether calls shall ring. */
  takesCalls: () => boolean
  /** Whether somebody talks, rings or is being called: the window must keep the phone. */
  isBusy: () => boolean
  /** Before the line is used: what one hears with and speaks into. */
  prepare: () => Promise<void>
  incoming: (call: LineCall) => void
  devicesChanged: () => void
  /** There are no calls any more. */
  shut: () => void
}

/** The line of this window: opened when somebody wants it, and in one window of the browser at a time. */
export function windowLine(around: Around) {
  const nuxtApp = useNuxtApp()
  /** `elsewhere`: another window of this browser has it. */
  const state = ref<'off' | 'starting' | 'on' | 'elsewhere'>('off')
  /** Whether calls reach this window. */
  const isReachable = ref(false)
  const mayReceive = ref(true)
  const problem = shallowRef<PhoneProblem | null>(null)
  let opened: OpenedLine | null = null
  let opening: Promise<boolean> | null = null
  let windows: OneWindow | null = null
  /** Raised by each end: whatever was under way for a line before it is too late. */
  let generation = 0

  /** @param asks whether the person may be asked for the microphone now @returns whether the line is open */
  function open(asks: boolean): Promise<boolean> {
    if (opening) return opening
    if (opened) return Promise.resolve(true)
    const begun = begin(asks).finally(() => {
      if (opening === begun) opening = null
    })
    return (opening = begun)
  }

  async function begin(asks: boolean): Promise<boolean> {
    const own = generation
    problem.value = null
    state.value = 'starting'
    windows ??= oneWindow(phoneKey(), { taken: () => void open(false), lost: () => shut('elsewhere') }, around.isBusy)
    try {
      const isOwn = await windows.take()
      if (own !== generation) return false
      if (!isOwn) {
        state.value = 'elsewhere'
        return false
      }
      const line = await nuxtApp.runWithContext(() => openPhoneLine(events, asks))
      if (own !== generation) return (line.close(), false)
      opened = line
      mayReceive.value = line.mayReceive
      await around.prepare()
      if (own !== generation) return false
      receive()
      state.value = 'on'
      return true
    } catch (error) {
      if (own !== generation) return false
      close()
      problem.value = problemFrom(error)
      return false
    }
  }

  const events = {
    reachable(isOn: boolean) {
      isReachable.value = isOn
      const isOver = problem.value?.code === 'network' || problem.value?.code === 'token'
      if (isOn && isOver) problem.value = null
    },
    incoming: around.incoming,
    failed: (code: PhoneProblem['code']) => void (problem.value = { code }),
    devicesChanged: around.devicesChanged,
  }

  /** Lets calls ring, or no longer, as it is wanted now. */
  const receive = () => opened?.line.receive(around.takesCalls() && mayReceive.value)

  function shut(next: 'off' | 'elsewhere'): void {
    generation += 1
    opening = null
    around.shut()
    opened?.close()
    opened = null
    isReachable.value = false
    state.value = next
  }

  function close(): void {
    shut('off')
    windows?.close()
    windows = null
  }

  return {
    ...{ state, isReachable, mayReceive, problem, open, receive, close },
    line: () => opened?.line ?? null,
    isOpening: () => opening !== null,
    generation: () => generation,

    /** Opens it for somebody who is there; anew where something has gone wrong with it and nobody is cut off. */
    openAnew(): Promise<boolean> {
      if (problem.value && opened && !around.isBusy()) shut('off')
      problem.value = null
      return open(true)
    },

    /** Leaves the line on which Twilio was not reached, with all that waits on it. Takes a new one if calls shall ring. */
    drop(): void {
      if (!around.takesCalls()) return close()
      shut('off')
      void open(false)
    },

    /** Asks the other window for the phone. */
    async takeOver(): Promise<void> {
      problem.value = null
      if (windows && !(await windows.ask())) problem.value = { code: 'elsewhere' }
    },
  }
}
