import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectForwardOnly, readLedger, readTimeline } from '../support/ledger.ts'
import { createTemplate, liftLimits, person, placeCall, sendSms } from '../support/send.ts'
import { HOUR_MS, passTime, serverNow, whenQuiet } from '../support/time.ts'
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
    await Promise.all(Array.from({ length: 46 }, (_, index) => sendSms(world.api, person(begin + index), `Parcel ${begin + index} is ready`))) // prettier-ignore
  }
  await world.sim.scriptNumber(person(900), { sms: { refuse: 21614 } })
  await sendSms(world.api, person(900), 'Café München OR "quoted" AND NOT tenant:x')
  await world.sim.scriptNumber(person(901), { call: { outcome: 'busy' } })
  await placeCall(world.api, person(901), template)
  await placeCall(world.api, person(902), template)
  await world.api('/api/communication/sms/send', { key: GLOBEX.key, body: { to: person(950), message: 'Parcel of Globex secretword' } }) // prettier-ignore
  await whenQuiet(world)
})
afterAll(() => world.stop())

const list = async (query: string, key = ACME.key) => (await world.api(`/api/communication/history?${query}`, { key })).body // prettier-ignore
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
    expect(body.pagination).toMatchObject({ page: 3, total_items: SENT + 4, total_pages: 3, has_next: false, has_prev: true, next_cursor: null }) // prettier-ignore
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

  it.each(['"', '""', '*', '(', ')', 'NEAR(a b)', 'a AND', 'OR', 'NOT', '-x', 'content:x', '^x', 'a + b', "'", '{x}', '\\', '%', '\u0000'])(
    'operator %j is a plain word',
    async (q) => {
      const answer = await world.api(`/api/communication/history?q=${encodeURIComponent(q)}`)
      expect(answer.status).toBe(200)
    },
  ) // prettier-ignore

  it('quoted_operators_of_a_text_are_found_as_words', async () => {
    expect(await search('OR "quoted"')).toEqual([person(900)])
    expect(await search('NOT tenant')).toEqual([person(900)])
  })
})

describe('retry and cancel', () => {
  it('what_failed_is_sent_again_as_a_new_row_that_says_the_same', async () => {
    const [failed] = await readLedger(world.api, 'status=busy')
    await world.sim.unscriptNumber(person(901))
    const again = await world.api(`/api/communication/${failed!.id}/retry`, { body: {} })
    expect(again.status).toBe(200)
    expect(again.body.data).toMatchObject({ retry_of: failed!.id, to_number: person(901), network_type: 'call' })
    await whenQuiet(world)
    const [first, second] = (await world.sim.calls({ to: person(901) })) // prettier-ignore
    expect(second!.documents[0]!.body).toContain('Good morning')
    expect(first!.documents).toEqual([]) // nobody answered it
    expect(await readLedger(world.api, `number=${encodeURIComponent(person(901))}`)).toMatchObject([{ status: 'completed' }, { status: 'busy' }]) // prettier-ignore
  })

  it('what_arrived_is_not_sent_again', async () => {
    const [row] = await readLedger(world.api, 'number=5550001')
    const answer = await world.api(`/api/communication/${row!.id}/retry`, { body: {} })
    expect([answer.status, answer.body.error.code]).toEqual([409, 'CONFLICT'])
    expect(await world.sim.messages({ to: person(1) })).toHaveLength(1)
  })

  it('retry_goes_through_the_gate', async () => {
    const [row] = await readLedger(world.api, 'number=5550900')
    await world.api('/api/opt-outs', { body: { phone_number: person(900) } })
    const answer = await world.api(`/api/communication/${row!.id}/retry`, { body: {} })
    expect([answer.status, answer.body.error.code]).toEqual([422, 'OPTED_OUT'])
  })

  it('ringing_call_is_canceled_and_stays_so', async () => {
    await world.sim.scriptNumber(person(904), { call: { outcome: 'ring' } })
    const { id, call_sid: sid } = (await placeCall(world.api, person(904), template)).body.data
    expect((await world.api(`/api/communication/${id}/cancel`, { body: {} })).status).toBe(200)
    await passTime(world, 60_000)
    const [row] = await readLedger(world.api, 'number=5550904')
    expect(row).toMatchObject({ twilio_sid: sid, status: 'canceled', outcome: 'failed' })
    expectForwardOnly(row!, await readTimeline(world.api, id))
    const again = await world.api(`/api/communication/${id}/cancel`, { body: {} })
    expect([again.status, again.body.error.code]).toEqual([409, 'CONFLICT'])
  })

  it('message_on_its_way_cannot_be_called_back', async () => {
    await world.sim.scriptNumber(person(905), { sms: { outcome: 'queued' } })
    const { id } = (await sendSms(world.api, person(905))).body.data
    const answer = await world.api(`/api/communication/${id}/cancel`, { body: {} })
    expect(answer.status).toBe(502)
    expect(answer.body.error.details).toMatchObject({ provider: 'twilio', code: 30409 })
    expect(await readLedger(world.api, 'number=5550905')).toMatchObject([{ status: 'queued' }])
  })
})
