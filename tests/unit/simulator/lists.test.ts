import { expect, test } from 'vitest'
import { acme, person, useNetwork } from './support/network.ts'

const network = useNetwork()
const send = (to: string, body: string) => network.client.messages.create({ to, from: acme.number, body })

test('pages a list without repeating or losing anything while more arrives', async () => {
  for (let index = 0; index < 7; index += 1) await send(person, `n${index}`)
  const first = await network.client.messages.page({ pageSize: 3 })
  expect(first.instances.map(({ body }) => body)).toEqual(['n6', 'n5', 'n4'])
  expect(first.previousPageUrl).toBeUndefined()
  await send(person, 'meanwhile')
  const second = (await first.nextPage())!
  expect(second.instances.map(({ body }) => body)).toEqual(['n3', 'n2', 'n1'])
  const third = (await second.nextPage())!
  expect(third.instances.map(({ body }) => body)).toEqual(['n0'])
  expect(third.nextPageUrl).toBeUndefined()
  expect((await third.previousPage())!.instances.map(({ body }) => body)).toEqual(['n3', 'n2', 'n1'])
})

test('filters messages by To, From and the time they were sent', async () => {
  const start = Date.parse('2026-03-01T23:59:58Z')
  await network.control.setClock({ now: start })
  await send(person, 'before midnight')
  await network.control.advance(1000)
  await network.control.advance(3000)
  await send(person, 'after midnight')
  await send('+12125550177', 'to another')
  await network.control.settle()
  await send(person, 'not sent yet')
  const bodies = async (filter: object) => (await network.client.messages.list(filter)).map(({ body }) => body)

  expect(await bodies({ to: person })).toEqual(['not sent yet', 'after midnight', 'before midnight'])
  expect(await bodies({ to: person, dateSent: new Date('2026-03-01T23:59:58Z') })).toEqual(['before midnight'])
  expect(await bodies({ to: person, dateSentAfter: new Date('2026-03-02T00:00:00Z') })).toEqual(['after midnight'])
  expect(await bodies({ dateSentBefore: new Date('2026-03-02T00:00:00Z') })).toEqual(['before midnight'])
  expect(await bodies({ from: '+12135550199' })).toEqual([])
  const day = await fetch(
    `${network.simulator.url}/2010-04-01/Accounts/${acme.sid}/Messages.json?DateSent=2026-03-02`,
    { headers: { authorization: `Basic ${btoa(`${acme.sid}:${acme.token}`)}` } },
  )
  expect(((await day.json()) as { messages: unknown[] }).messages).toHaveLength(2)
})

test('filters calls by status, To and start time, and refuses a broken filter', async () => {
  await network.control.setClock({ now: Date.parse('2026-03-01T12:00:00Z') })
  const place = (to: string) => network.client.calls.create({ to, from: acme.number, twiml: '<Response/>' })
  const first = await place(person)
  await network.control.settle()
  await network.control.setClock({ now: Date.parse('2026-03-01T13:00:00Z') })
  const second = await place('+12125550177')
  const sids = async (filter: object) => (await network.client.calls.list(filter)).map(({ sid }) => sid)

  expect(await sids({})).toEqual([second.sid, first.sid])
  expect(await sids({ status: 'completed' })).toEqual([first.sid])
  expect(await sids({ status: 'queued', to: '+12125550177' })).toEqual([second.sid])
  expect(await sids({ startTimeAfter: new Date('2026-03-01T12:30:00Z') })).toEqual([])
  await network.control.advance(100)
  expect(await sids({ startTimeAfter: new Date('2026-03-01T12:30:00Z') })).toEqual([second.sid])
  expect(await sids({ startTimeBefore: new Date('2026-03-01T12:30:00Z') })).toEqual([first.sid])
  const page = network.client.calls.page({ pageToken: 'PAnothing' })
  await expect(page).rejects.toMatchObject({ status: 400, code: 20001 })
})
