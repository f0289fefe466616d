import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'csv-parse/sync'
import { seedHistory } from '../support/seed-history.ts'
import { createTemplate, person, sendSms } from '../support/send.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
const ROWS = 10_000
const BEGUN = Date.parse('2026-01-01T00:00:00Z')

beforeAll(async () => {
  world = await startWorld()
  world.expectErrors('request_failed')
  await seedHistory(
    world,
    Array.from({ length: ROWS }, (_, index) => ({
      tenant_id: GLOBEX.id,
      created_at: new Date(BEGUN + Math.floor(index / 3) * 1_000).toISOString(), // several share an instant
      to_number: person(index % 10_000),
      status: index % 100 === 0 ? 'failed' : 'delivered',
    })),
  )
})
afterAll(() => world.stop())

async function download(path: string, key = ACME.key) {
  const response = await fetch(world.url + path, { headers: { 'x-api-key': key } })
  const bytes = Buffer.from(await response.arrayBuffer())
  const rows: Record<string, string>[] =
    response.status === 200 ? parse(bytes, { columns: true, bom: true, record_delimiter: '\r\n' }) : []
  return { status: response.status, headers: response.headers, bytes, rows }
}

describe('history', () => {
  it('of_ten_thousand_rows_comes_whole_in_order_and_in_pieces', async () => {
    const { headers, bytes, rows } = await download('/api/communication/history/export', GLOBEX.key)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-length')).toBeNull()
    const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' }).format(new Date())
    expect(headers.get('content-disposition')).toBe(`attachment; filename="globex-inc-history-${date}.csv"`)
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect(rows).toHaveLength(ROWS)
    const ids = rows.map(({ id }) => Number(id))
    expect(new Set(ids).size).toBe(ROWS)
    expect(ids).toEqual(ids.toSorted((a, b) => b - a))
    const listed = (await world.api('/api/communication/history?per_page=1', { key: GLOBEX.key })).body.data[0]
    for (const [column, text] of Object.entries(rows[0]!)) {
      expect([column, text]).toEqual([column, listed[column] === null ? '' : String(listed[column])])
    }
  })

  it('is_filtered_as_the_list_is', async () => {
    const filter = 'outcome=failed&date_from=2026-01-01T00:10:00Z'
    const { rows } = await download(`/api/communication/history/export?${filter}`, GLOBEX.key)
    const listed = (await world.api(`/api/communication/history?${filter}`, { key: GLOBEX.key })).body.pagination
    expect(rows.length).toBe(listed.total_items)
    expect(rows.every(({ status }) => status === 'failed')).toBe(true)
    expect((await download('/api/communication/history/export?q=nowhere', GLOBEX.key)).bytes.toString()).toMatch(
      /^\ufeffid,created_at,[a-z_,]+ended_at\r\n$/,
    )
  })

  it('lets_others_in_while_it_is_written', async () => {
    const export_ = download('/api/communication/history/export', GLOBEX.key)
    let answered = 0
    const done = export_.then(() => 'done')
    while ((await Promise.race([done, world.api('/api/tenant/usage')])) !== 'done') answered += 1
    expect(answered).toBeGreaterThan(2)
  })

  it('runs_in_no_spreadsheet_and_leaves_numbers_to_be_dialled', async () => {
    const texts = ['=1+1', '+1 or else', '@SUM(A1)', '-2', '\tx', 'Dear "Ann",\r\nbye', '+12025550199', '＝1']
    for (const text of texts) await sendSms(world.api, person(1), text)
    const { rows } = await download('/api/communication/history/export')
    expect(rows.map((row) => row.message_content).toReversed()).toEqual([
      "'=1+1",
      "'+1 or else",
      "'@SUM(A1)",
      "'-2",
      "'\tx",
      'Dear "Ann",\r\nbye',
      '+12025550199',
      "'＝1",
    ])
    expect(rows[0]).toMatchObject({ to_number: person(1), from_number: ACME.from, is_test: 'false' })
  })

  it('is_refused_in_an_envelope', async () => {
    const wrong = await world.api('/api/communication/history/export?outcome=odd')
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'VALIDATION_ERROR'])
    const made = await world.api('/api/tenant/api-keys', { body: { name: 'No', permissions: ['logs:read'] } })
    const refused = await world.api('/api/communication/history/export', { key: made.body.data.api_key })
    expect([refused.status, refused.body.error.code]).toEqual([403, 'PERMISSION_DENIED'])
  })

  it('head_says_what_get_would_without_reading_it', async () => {
    const response = await fetch(`${world.url}/api/communication/history/export`, {
      method: 'HEAD',
      headers: { 'x-api-key': GLOBEX.key },
    })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  })

  it('is_broken_off_by_a_reader_who_leaves_and_nothing_is_said', async () => {
    const leaving = new AbortController()
    const response = await fetch(`${world.url}/api/communication/history/export`, {
      headers: { 'x-api-key': GLOBEX.key },
      signal: leaving.signal,
    })
    await response.body!.getReader().read()
    leaving.abort()
    expect((await world.api('/health')).status).toBe(200)
    expect(world.log().filter(({ msg }) => msg === 'answer_broken_off')).toEqual([])
  })
})

describe('pages far down', () => {
  it('cost_what_the_first_costs', async () => {
    const page = async (query: string) => {
      const begun = performance.now()
      const { body } = await world.api(`/api/communication/history?per_page=100&${query}`, { key: GLOBEX.key })
      return { body, ms: performance.now() - begun }
    }
    let cursor = ''
    const durations: number[] = []
    for (let index = 0; index < 100; index++) {
      const { body, ms } = await page(cursor && `cursor=${cursor}`)
      durations.push(ms)
      cursor = body.pagination.next_cursor
    }
    expect(cursor).toBeNull()
    const median = (some: number[]) => some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)]!
    expect(median(durations.slice(-20))).toBeLessThan(3 * median(durations.slice(1, 21)))
    expect((await page('page=50')).body.pagination).toMatchObject({ total_items: ROWS, total_pages: 100 })
  })
})

describe('logs', () => {
  beforeAll(async () => {
    await world.sim.scriptNumber(person(20), { sms: { refuse: 21614 } })
    await sendSms(world.api, person(20))
    const id = await createTemplate(world.api, 'First words')
    await world.api(`/api/voice-messages/${id}`, { method: 'PUT', body: { voice_text: 'Second words' } })
    await world.api('/api/opt-outs', { body: { phone_number: person(30) } })
  })
  const errors = async (query: string) => (await world.api(`/api/logs/errors?${query}`)).body
  const operations = async (query: string): Promise<string[]> =>
    (await world.api(`/api/logs/audit?${query}`)).body.data.map(({ operation }: { operation: string }) => operation)

  it('errors_are_found_by_words_type_and_time', async () => {
    expect((await errors('q=MOBILE')).pagination.total_items).toBe(1)
    expect((await errors('q=21614')).data).toHaveLength(1)
    expect((await errors('q=sms/send&error_type=twilio')).data).toHaveLength(1)
    expect((await errors('error_type=api')).pagination.total_items).toBe(0)
    expect((await errors('date_to=2026-01-01')).data).toEqual([])
    expect((await errors('q=%25%25')).data).toEqual([])
    expect((await world.api('/api/logs/errors?date_from=soon')).status).toBe(422)
  })

  it('changes_are_found_by_words_actor_operation_entity_and_time', async () => {
    expect(await operations('q=second%20words')).toEqual(['voice-messages.update'])
    expect(await operations('operation=voice-messages')).toEqual(['voice-messages.update', 'voice-messages.create'])
    expect(await operations('operation=voice')).toEqual([])
    expect(await operations('entity=opt_out')).toEqual(['opt-outs.add'])
    expect(await operations(`actor=demo&operation=opt-outs.add`)).toEqual(['opt-outs.add'])
    expect(await operations('actor=nobody')).toEqual([])
    expect(await operations('date_to=2026-01-01T00:00:00Z')).toEqual([])
  })

  it('go_out_as_csv_what_is_filtered', async () => {
    const audit = await download('/api/logs/audit/export?entity=voice_message')
    expect(audit.rows.map(({ operation }) => operation)).toEqual(['voice-messages.update', 'voice-messages.create'])
    expect(JSON.parse(audit.rows[0]!.after!)).toEqual({ voice_text: 'Second words', updated_at: expect.any(String) })
    expect(audit.headers.get('content-disposition')).toMatch(/acme-corp-audit-\d{4}-\d\d-\d\d\.csv/)
    const failed = await download('/api/logs/errors/export?q=mobile')
    expect(failed.rows).toMatchObject([{ error_type: 'twilio', endpoint: 'POST /api/communication/sms/send' }])
    expect((await download('/api/logs/errors/export', GLOBEX.key)).rows).toEqual([])
  })
})
