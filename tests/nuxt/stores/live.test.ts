import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useLiveStore } from '~/stores/live'

class Source {
  static all: Source[] = []
  isClosed = false
  onopen = () => undefined
  onerror = () => undefined
  constructor(readonly url: string) {
    Source.all.push(this)
  }
  addEventListener(): void {}
  close(): void {
    this.isClosed = true
  }
}

let tickets = 0
let gate = Promise.withResolvers<undefined>()
registerEndpoint('/api/auth/tickets', {
  method: 'POST',
  handler: async () => {
    const ticket = String(++tickets)
    await gate.promise
    return { success: true, data: { ticket } }
  },
})

beforeEach(() => {
  Source.all = []
  gate = Promise.withResolvers()
  vi.stubGlobal('EventSource', Source)
})
afterEach(() => {
  useLiveStore().stop()
  vi.unstubAllGlobals()
})

describe('the live connection', () => {
  it('started_again_while_its_ticket_is_on_the_way_is_one', async () => {
    const live = useLiveStore()
    const before = tickets
    live.start()
    await expect.poll(() => tickets).toBe(before + 1)
    live.stop()
    live.start()
    await expect.poll(() => tickets).toBe(before + 2)
    gate.resolve(undefined)
    await expect.poll(() => Source.all.length).toBeGreaterThan(0)
    await new Promise((done) => setTimeout(done, 50)) // a second one would have come by now
    expect(Source.all.filter(({ isClosed }) => !isClosed)).toHaveLength(1)
    live.stop()
    expect(Source.all.every(({ isClosed }) => isClosed)).toBe(true)
  })

  it('one_that_was_stopped_does_not_come_back_when_it_breaks', async () => {
    const live = useLiveStore()
    gate.resolve(undefined)
    live.start()
    await expect.poll(() => Source.all.length).toBe(1)
    live.stop()
    Source.all[0]!.onerror()
    expect(live.state).toBe('connecting')
  })
})
