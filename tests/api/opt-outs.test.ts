import { afterAll, beforeAll, expect, it } from 'vitest'
import { countRows } from '../support/rows.ts'
import { createTemplate, person, placeCall, sendSms } from '../support/send.ts'
import { GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const add = (body: object) => world.api('/api/opt-outs', { body })
const addCsv = (body: string | Uint8Array) =>
  world.api('/api/opt-outs', { body, headers: { 'content-type': 'text/csv; charset=utf-8' } })
const remove = (number: string, key?: string) =>
  world.api(`/api/opt-outs?phone_number=${encodeURIComponent(number)}`, { method: 'DELETE', ...(key && { key }) })
const list = async (query = '') => (await world.api(`/api/opt-outs?per_page=100${query}`)).body.data

it('number_on_the_list_is_neither_called_nor_written_to', async () => {
  expect((await add({ phone_number: person(1), reason: 'Asked by letter' })).body.data).toEqual({
    added: 1,
    already: 0,
    problems: [],
  })
  expect((await add({ phone_number: person(1) })).body.data).toMatchObject({ added: 0, already: 1 })
  const template = await createTemplate(world.api, 'Good morning.')
  const before = countRows(world)
  for (const answer of [await sendSms(world.api, person(1)), await placeCall(world.api, person(1), template)]) {
    expect(answer.status).toBe(422)
    expect(answer.body.error).toMatchObject({
      code: 'OPTED_OUT',
      details: { source: 'api', reason: 'Asked by letter' },
    })
  }
  expect(countRows(world)).toEqual(before)
  expect(await world.sim.messages()).toEqual([])
})

it('other_tenant_neither_sees_nor_removes_it', async () => {
  expect((await remove(person(1), GLOBEX.key)).status).toBe(404)
  expect((await world.api('/api/opt-outs', { key: GLOBEX.key })).body.data).toEqual([])
  expect((await remove(person(1))).body.data).toEqual({ deleted: true })
  expect((await remove(person(1))).status).toBe(404)
  expect((await sendSms(world.api, person(1))).status).toBe(200)
})

it('csv_comes_in_row_by_row_and_goes_out_again_the_same', async () => {
  const csv = `\ufeffPhone_Number,Reason\r\n${person(2)},"said ""no"", twice"\r\n"+1 (202) 555-0003",\r\nnobody,x\r\n${person(2)},again\r\n\r\n${person(4)},=cmd()\r\n`
  const answer = await addCsv(csv)
  expect(answer.body.data).toEqual({
    added: 3,
    already: 0,
    problems: [{ row: 4, value: 'nobody', issue: expect.stringContaining('E.164') }],
  })
  const numbers = [person(2), person(3), person(4)]
  expect((await list()).map((row: { phone_number: string }) => row.phone_number).sort()).toEqual(numbers)

  const exported = await world.api('/api/opt-outs/export')
  expect(exported.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(exported.headers.get('content-disposition')).toMatch(/acme-corp-opt-outs-\d{4}-\d\d-\d\d\.csv/)
  expect(exported.text.split('\r\n')[0]).toBe('phone_number,reason,source,created_at')
  expect(exported.text).not.toMatch(/(^|,)=/m) // a spreadsheet would run it
  for (const number of numbers) await remove(number)
  expect((await addCsv(exported.text)).body.data).toEqual({ added: 3, already: 0, problems: [] })
  const rows = await list()
  expect(rows.map((row: { phone_number: string }) => row.phone_number).sort()).toEqual(numbers)
  expect(rows.map((row: { reason: string }) => row.reason)).toEqual(expect.arrayContaining(['=cmd()', 'again']))
})

it.each([
  ['no column of numbers', 'name\nAnn\n', 422],
  ['a quote that never ends', 'phone_number\n"+12025550123\n', 422],
  ['not UTF-8', new Uint8Array([0x70, 0xff, 0xfe]), 400],
  ['too many rows', `phone_number\n${'+12025550123\n'.repeat(10_001)}`, 413],
])('csv with %s is refused whole', async (_name, csv, status) => {
  const before = countRows(world)
  const answer = await addCsv(csv)
  expect(answer.status).toBe(status)
  expect(answer.body.success).toBe(false)
  expect(countRows(world)).toEqual(before)
})

it('twilios_21610_is_learnt', async () => {
  world.expectErrors('request_failed')
  const to = person(8)
  await world.sim.scriptNumber(to, { sms: { refuse: 21610 } })
  const first = await sendSms(world.api, to)
  expect(first.status).toBe(502)
  expect(first.body.error.details).toMatchObject({ provider: 'twilio', code: 21610 })
  expect(await list(`&number=${encodeURIComponent(to)}`)).toMatchObject([{ phone_number: to, source: 'twilio' }])
  const second = await sendSms(world.api, to)
  expect(second.status).toBe(422)
  expect(second.body.error.code).toBe('OPTED_OUT')
  expect((await world.sim.requests({ operation: 'messages.create' })).filter(({ sid }) => sid === null)).toHaveLength(1)
})
