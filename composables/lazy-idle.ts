import { cancelIdleCallback, requestIdleCallback } from '#app/compat/idle-callback'
import { defineAsyncComponent, defineComponent, h, type Component, type HydrationStrategy } from 'vue'

type Load = () => Promise<Component>

/** A frame of another site may never be idle: then in this many milliseconds. */
const LATEST_MS = 2_000
/** Somebody is about to do something here. */
const COMING = ['pointerover', 'focusin']
/** What opens a list or a menu. */
const GESTURES = ['pointerdown', 'pointerup', 'click', 'keydown']
const KEYS = ['Enter', ' ', 'ArrowDown', 'ArrowUp']

/**
 * Replaces Nuxt's: a component that is drawn by the server and comes alive when the browser is idle, or at once when
 * somebody reaches for it. What is pressed before it is alive is kept from everybody else, and pressed again then.
 */
export function createLazyIdleComponent(_id: string, load: Load): Component {
  return defineComponent({
    inheritAttrs: false,
    props: { hydrateOnIdle: { type: [Number, Boolean], default: true } },
    setup(_props, { attrs, slots }) {
      // Two, as on the server, or ids would be counted differently. The outer one's code is here; the inner one loads.
      const inner = defineAsyncComponent(load)
      const outer = defineAsyncComponent({ loader: () => Promise.resolve(inner), hydrate: idleOrTouched(load) })
      return () => h(outer, attrs, slots)
    },
  })
}

function idleOrTouched(load: Load): HydrationStrategy {
  return (hydrate, forEach) => {
    const missed = new Map<string, Event>()
    let isWaking = false

    async function wake(): Promise<void> {
      if (isWaking) return
      isWaking = true
      cancelIdleCallback(idle)
      hydrate()
      await load()
      // Vue goes on from the same promise, in steps of its own.
      setTimeout(() => {
        listen('removeEventListener')
        for (const event of missed.values()) event.target?.dispatchEvent(copyOf(event))
      })
    }

    function touched(event: Event): void {
      if (GESTURES.includes(event.type) && isMeant(event)) {
        event.stopPropagation()
        // A key would press the button again when it is let go.
        if (event.type === 'keydown') event.preventDefault()
        if (!missed.has(event.type)) missed.set(event.type, event)
      }
      void wake()
    }

    function listen(how: 'addEventListener' | 'removeEventListener'): void {
      forEach((element) => {
        for (const type of [...COMING, ...GESTURES]) element[how](type, touched, true)
      })
    }

    const idle = requestIdleCallback(() => void wake(), { timeout: LATEST_MS })
    listen('addEventListener')
    return () => {
      cancelIdleCallback(idle)
      listen('removeEventListener')
    }
  }
}

/** Whether something within this component is pressed that does nothing yet; links, fields and text work by themselves. */
function isMeant(event: Event): boolean {
  const control = (event.target as Element).closest('button, [role="combobox"]')
  if (!control || !(event.currentTarget as Element).contains(control)) return false
  if (!(event instanceof KeyboardEvent)) return true
  return KEYS.includes(event.key) && !(control instanceof HTMLInputElement)
}

function copyOf(event: Event): Event {
  return new (event.constructor as typeof Event)(event.type, event)
}
