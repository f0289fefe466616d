import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClock } from '../../../simulator/clock/clock.ts'
import { acme, person, useNetwork } from './support/network.ts'

describe('the manual clock', () => {
  function manual() {
    const clock = createClock()
    clock.configure({ mode: 'manual', now: 1_000_000 })
    return clock
  }

  test('runs what is due in order of time, then of scheduling, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }), async (delays) => {
        const clock = manual()
        const ran: number[] = []
        delays.forEach((ms, index) => clock.after(ms, 'x', () => ran.push(index)))
        await clock.advance(25)
        const due = delays.map((ms, index) => ({ ms, index })).filter(({ ms }) => ms <= 25)
        expect(ran).toEqual(due.sort((a, b) => a.ms - b.ms || a.index - b.index).map(({ index }) => index))
      }),
      { numRuns: 30 },
    )
  })

  test('stands at the time of the event that runs, and waits for its HTTP before the next', async () => {
    const clock = manual()
    const log: string[] = []
    clock.after(10, 'first', () => {
      void clock.io(async () => {
        log.push(`asked ${clock.now()}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
        log.push(`answered ${clock.now()}`)
        clock.after(5, 'next', () => log.push(`next ${clock.now()}`))
      })
    })
    clock.after(12, 'second', () => log.push(`second ${clock.now()}`))
    await clock.advance(100)
    expect(log).toEqual(['asked 1000010', 'answered 1000010', 'second 1000012', 'next 1000015'])
    expect(clock.now()).toBe(1_000_100)
  })

  test('cancels, interrupts and settles', async () => {
    const clock = manual()
    const cancel = clock.after(10, 'cancelled', () => expect.unreachable())
    cancel()
    const stop = new AbortController()
    const slept = clock.sleep(1000, 'sleep', stop.signal)
    clock.after(400, 'stop', () => stop.abort())
    expect(await clock.settle(1000)).toEqual({ settled: true, pending: [] })
    expect(await slept).toBe(400)
    expect(clock.state()).toMatchObject({ scheduled: 0, now: 1_000_400 })
  })
})

test('real time runs as fast as told and can be stopped', async () => {
  const clock = createClock()
  clock.configure({ speed: 1000 })
  const startedAt = performance.now()
  await clock.sleep(60_000, 'a minute')
  expect(performance.now() - startedAt).toBeLessThan(2000)
  clock.configure({ mode: 'manual' })
  clock.after(1, 'never', () => expect.unreachable())
  expect((await clock.settle(0)).settled).toBe(false)
  clock.clear()
})

describe('the network on a manual clock', () => {
  const network = useNetwork()

  test('shows each step at its time', async () => {
    const { sid } = await network.client.messages.create({ to: person, from: acme.number, body: 'x' })
    const seen: string[] = []
    for (const ms of [99, 1, 200, 699, 1, 500]) {
      await network.control.advance(ms)
      const { status, price } = await network.client.messages(sid).fetch()
      seen.push(price ? `${status} ${price}` : status)
    }
    expect(seen).toEqual(['queued', 'sending', 'sent', 'sent', 'delivered', 'delivered -0.00790'])
  })

  test('refuses to be moved while it runs by itself, and never goes back', async () => {
    const { now } = await network.control.clock()
    await expect(network.control.advanceTo(now - 1)).rejects.toThrow('does not go back')
    await network.control.setClock({ mode: 'real' })
    await expect(network.control.advance(1)).rejects.toThrow('manual')
  })
})
