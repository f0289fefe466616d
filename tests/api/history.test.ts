import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLedger } from '../support/ledger.ts'
import { createTemplate, liftLimits, person, placeCall, sendSms } from '../support/send.ts'
import { HOUR_MS, serverNow, whenQuiet } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
let template: number
const SENT = 230

beforeAll(async () => {
  world = await startWorld()
  world.expectErrors('request_failed')
  await liftLimits(world.api)
  await world.sim.setDefaults({ answerAfterMs: 50, walkSpeed: 1_000 })
  template = await createTemplate(world.api, 'Good morning {name}.')
  for (let begin = 0; begin < SENT; begin += 46) {
    await Promise.all(
      Array.from({ length: 46 }, (_, index) =>
        sendSms(world.api, person(begin + index), `Parcel ${begin + index} is ready`),
      ),
    )
  }
  await world.sim.scriptNumber(person(900), { sms: { refuse: 21614 } })
  await sendSms(world.api, person(900), 'Café München OR "quoted" AND NOT tenant:x')
  await world.sim.scriptNumber(person(901), { call: { outcome: 'busy' } })
  await placeCall(world.api, person(901), template)
  await placeCall(world.api, person(902), template)
  await world.api('/api/communication/sms/send', {
    key: GLOBEX.key,
    body: { to: person(950), message: 'Parcel of Globex secretword' },
  })
  await whenQuiet(world)
})
afterAll(() => world.stop())

const list = async (query: string, key = ACME.key) =>
  (await world.api(`/api/communication/history?${query}`, { key })).body
const numbersOf = async (query: string) => (await readLedger(world.api, query)).map((row) => row.to_number)

describe('paging', () => {
  it('cursor_reads_everything_once_while_more_comes_in', async () => {
    const ids: number[] = []
    let cursor: string | null = ''
    let pages = 0
    while (cursor !== null) {
      const body = await list(`per_page=50${cursor && `&cursor=${cursor}`}`)
      ids.push(...body.data.map(({ id }: { id: number }) => id))
      cursor = body.pagination.next_cursor
      if (pages++ === 1) await sendSms(world.api, person(903)) // newer than what is being read
    }
    expect(pages).toBe(5)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(SENT + 3)
    expect((await readLedger(world.api)).length).toBe(SENT + 4)
  })

  it('pages_say_where_they_are', async () => {
    const body = await list('per_page=100&page=3')
    expect(body.data).toHaveLength(SENT + 4 - 200)
    expect(body.pagination).toMatchObject({
      page: 3,
      total_items: SENT + 4,
      total_pages: 3,
      has_next: false,
      has_prev: true,
      next_cursor: null,
    })
    expect((await list('page=99')).data).toEqual([])
  })

  it('cursor_of_another_tenant_shows_nothing_of_theirs', async () => {
    const { next_cursor: cursor } = (await list('per_page=50')).pagination
    const body = await list(`cursor=${cursor}`, GLOBEX.key)
    for (const row of body.data) expect(row.tenant_id).toBe(GLOBEX.id)
  })
})

describe('filters', () => {
  it('kind_status_outcome_and_template', async () => {
    expect((await numbersOf('network_type=call')).sort()).toEqual([person(901), person(902)])
    expect(await numbersOf('status=busy')).toEqual([person(901)])
    expect((await numbersOf('outcome=failed')).sort()).toEqual([person(900), person(901)])
    expect(await numbersOf('network_type=call&outcome=success')).toEqual([person(902)])
    expect(await numbersOf(`voice_message_id=${template}`)).toHaveLength(2)
    expect(await numbersOf('direction=inbound')).toEqual([])
  })

  it('number_whole_or_by_its_last_digits', async () => {
    expect(await numbersOf(`number=${encodeURIComponent(person(17))}`)).toEqual([person(17)])
    expect(await numbersOf('number=5550017')).toEqual([person(17)])
    expect(await numbersOf(`number=${encodeURIComponent('+5550017')}`)).toEqual([])
    expect(await numbersOf('number=5550950')).toEqual([])
  })

  it('period_in_the_tenants_days', async () => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(serverNow(world))
    const all = SENT + 4
    expect(await numbersOf(`date_from=${today}&date_to=${today}`)).toHaveLength(all)
    const hourAgo = new Date(serverNow(world).getTime() - HOUR_MS).toISOString()
    expect(await numbersOf(`date_from=${hourAgo}`)).toHaveLength(all)
    expect(await numbersOf(`date_to=${hourAgo}`)).toEqual([])
    expect(await numbersOf(`date_from=${encodeURIComponent(hourAgo.replace('Z', '+00:00'))}`)).toHaveLength(all)
  })
})

describe('search', () => {
  const search = async (q: string) => numbersOf(`q=${encodeURIComponent(q)}`)

  it('finds_words_by_their_beginning_without_accents_and_in_the_error', async () => {
    expect(await search('parcel 17')).toEqual(expect.arrayContaining([person(17), person(170)]))
    expect(await search('munchen cafe')).toEqual([person(900)])
    expect(await search('mobile')).toEqual([person(900)]) // "is not a mobile number" is the refusal's text
    expect(await search('nothing like it')).toEqual([])
  })

  it('another_tenants_words_are_not_found', async () => {
    expect(await search('secretword')).toEqual([])
    expect((await list('q=secretword', GLOBEX.key)).data).toHaveLength(1)
    const hex = Buffer.from(GLOBEX.id).toString('hex')
    for (const q of [`tenant:t${hex}`, `secretword) OR (tenant:t${hex}`, `" OR tenant:t${hex} OR "`, `t${hex}`]) {
      expect(await search(q), q).toEqual([])
    }
  })

  it.each([
    '"',
    '""',
    '*',
    '(',
    ')',
    'NEAR(a b)',
    'a AND',
    'OR',
    'NOT',
    '-x',
    'content:x',
    '^x',
    'a + b',
    "'",
    '{x}',
    '\\',
    '%',
    '\u0000',
  ])('operator %j is a plain word', async (q) => {
    const answer = await world.api(`/api/communication/history?q=${encodeURIComponent(q)}`)
    expect(answer.status).toBe(200)
  })

  it('quoted_operators_of_a_text_are_found_as_words', async () => {
    expect(await search('OR "quoted"')).toEqual([person(900)])
    expect(await search('NOT tenant')).toEqual([person(900)])
  })
})
