import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { connectNumbers } from '../support/numbers.ts'
import { seedHistory } from '../support/seed-history.ts'
import { person, sendSms } from '../support/send.ts'
import { whenQuiet } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  await connectNumbers(world, ACME, [ACME.from])
  await world.sim.setDefaults({ keywordReplies: false })
  for (const index of [1, 2, 3]) await sendSms(world.api, person(index), `To ${index}`)
  await hear(person(2), 'First')
  await hear(person(2), 'Second')
  await hear(person(4), 'Hello?')
  await whenQuiet(world)
})
afterAll(() => world.stop())

const hear = (from: string, body: string) => world.sim.inboundSms({ from, to: ACME.from, body })
const threads = async (query = '') => (await world.api(`/api/threads${query}`)).body
const thread = (number: string, query = '') => world.api(`/api/threads/${encodeURIComponent(number)}${query}`)
const unread = async () => (await world.api('/api/unread')).body.data
const numbers = (page: { data: { number: string }[] }) => page.data.map(({ number }) => number)

describe('threads', () => {
  it('are_one_for_each_number_the_latest_first', async () => {
    expect((await threads()).data).toEqual([
      expect.objectContaining({ number: person(4), unread: 1, opted_out: false }),
      expect.objectContaining({
        number: person(2),
        unread: 2,
        last: expect.objectContaining({ direction: 'inbound', body: 'Second', own_number: ACME.from }),
      }),
      expect.objectContaining({ number: person(3), unread: 0 }),
      expect.objectContaining({ number: person(1), last: expect.objectContaining({ direction: 'outbound' }) }),
    ])
  })

  it('go_on_from_a_cursor', async () => {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await threads(`?per_page=1${cursor && `&cursor=${cursor}`}`)
      seen.push(...numbers(page))
      cursor = page.pagination.next_cursor
    }
    expect(seen).toEqual([person(4), person(2), person(3), person(1)])
    expect((await world.api('/api/threads?cursor=nonsense')).status).toBe(422)
  })

  it('are_found_by_digits_and_by_being_unread', async () => {
    expect(numbers(await threads('?search=0002'))).toEqual([person(2)])
    expect(numbers(await threads(`?search=${encodeURIComponent('(202) 555-0003')}`))).toEqual([person(3)])
    expect(numbers(await threads('?search=none'))).toEqual([])
    expect(numbers(await threads('?unread=true'))).toEqual([person(4), person(2)])
  })

  it('are_found_by_words_of_any_of_their_texts', async () => {
    expect(numbers(await threads('?search=secon'))).toEqual([person(2)])
    expect(numbers(await threads('?search=first'))).toEqual([person(2)])
    expect(numbers(await threads('?search=to%202'))).toEqual([person(2)])
    expect(numbers(await threads(`?search=${encodeURIComponent('"% OR *')}`))).toEqual([])
    expect((await threads('?search=secon')).data).toMatchObject([{ unread: 2, last: { body: 'Second' } }])
    expect(numbers((await world.api('/api/threads?search=second', { key: GLOBEX.key })).body)).toEqual([])
  })

  it('are_asked_for_one_by_one_whatever_the_list_shows', async () => {
    const [number] = (await threads(`?number=${encodeURIComponent(person(2))}`)).data
    expect(number).toMatchObject({ number: person(2), unread: 2, opted_out: false, last: { body: 'Second' } })
    expect((await threads(`?number=${encodeURIComponent(person(9))}`)).data).toEqual([])
    expect((await world.api('/api/threads?number=<b>')).status).toBe(422)
  })

  it('hold_both_directions_newest_first', async () => {
    const { body } = await thread(person(2))
    expect(
      body.data.map(({ direction, body: text }: { direction: string; body: string }) => [direction, text]),
    ).toEqual([
      ['inbound', 'Second'],
      ['inbound', 'First'],
      ['outbound', 'To 2'],
    ])
    const first = await thread(person(2), '?per_page=2')
    const next = await thread(person(2), `?per_page=2&cursor=${first.body.pagination.next_cursor}`)
    expect(next.body.data).toMatchObject([{ body: 'To 2' }])
    expect(next.body.pagination.next_cursor).toBeNull()
  })

  it('are_one_tenants_own', async () => {
    expect((await world.api('/api/threads', { key: GLOBEX.key })).body.data).toEqual([])
    expect((await world.api(`/api/threads/${encodeURIComponent(person(2))}`, { key: GLOBEX.key })).status).toBe(404)
  })

  it('say_who_has_opted_out', async () => {
    await world.api('/api/opt-outs', { body: { phone_number: person(3) } })
    expect((await threads('?search=0003')).data).toMatchObject([{ opted_out: true }])
  })
})

describe('unread texts', () => {
  it('are_counted_until_their_thread_is_read_and_open_pages_learn_of_it', async () => {
    expect(await unread()).toEqual({ texts: 3, missed_calls: 0 })
    const path = `/api/threads/${encodeURIComponent(person(2))}/read`
    expect((await world.api(path, { body: {} })).body.data).toEqual({ read: 2 })
    expect((await world.api(path, { body: {} })).body.data).toEqual({ read: 0 })
    expect(await unread()).toEqual({ texts: 1, missed_calls: 0 })
    expect(numbers(await threads('?unread=true'))).toEqual([person(4)])
    const { data } = (await world.api('/api/logs/audit')).body
    expect(data[0]).toMatchObject({ operation: 'threads.read', entity_id: person(2) })
    await hear(person(2), 'Third')
    await eventually(unread, ({ texts }) => texts === 2)
  })
})

describe('a sender with a name instead of a number', () => {
  it('has_a_thread_that_is_found_by_the_name', async () => {
    const created_at = world.now().toISOString()
    await seedHistory(world, [
      { created_at, direction: 'inbound', from_number: 'Post 24', to_number: ACME.from, message_content: 'Parcel' },
    ])
    expect(numbers(await threads('?search=post%202'))).toEqual(['Post 24'])
    expect(numbers(await threads('?number=Post%2024'))).toEqual(['Post 24'])
    expect((await thread('Post 24')).body.data).toMatchObject([{ body: 'Parcel' }])
  })
})
