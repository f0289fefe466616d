import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTimeline } from '../support/ledger.ts'
import { readRows } from '../support/rows.ts'
import { createTemplate, liftLimits, person } from '../support/send.ts'
import { signLikeTwilio as sign } from '../support/sign-like-twilio.ts'
import { HOUR_MS, passTime, whenQuiet } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

const DAY_MS = 24 * HOUR_MS

let world: World
let template: number
beforeAll(async () => {
  world = await startWorld()
  await liftLimits(world.api)
  template = await createTemplate(world.api, 'Good morning.')
})
afterAll(() => world.stop())

const record = (to: string, more: object = { record: true }) =>
  world.api('/api/communication/voice/send', { body: { to, voice_message_id: template, ...more } })
const list = async (query = '', key = ACME.key) => (await world.api(`/api/recordings?${query}`, { key })).body.data
const settings = (changes: object) =>
  world.api('/api/tenant/profile', { method: 'PUT', body: { settings: changes } }).then(({ status }) => status)
const requests = (operation: string) => world.sim.requests({ operation })

/** A call that was recorded and has ended, with its recording. */
async function recordedCall(to: string, more?: object) {
  const { id } = (await record(to, more)).body.data
  await whenQuiet(world)
  const [recording] = await list(`communication_id=${id}`)
  return { id, recording }
}

/** The sound as a player gets it. */
async function listen(id: string, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await fetch(`${world.url}/api/recordings/${id}/audio`, {
    method,
    headers: { 'x-api-key': ACME.key, ...headers },
  })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

describe('a call that is recorded', () => {
  it('has_a_recording_that_is_listed_with_whose_call_it_was', async () => {
    const { id, recording } = await recordedCall(person(1))
    expect(recording).toMatchObject({
      communication_id: id,
      source: 'call',
      status: 'completed',
      direction: 'outbound',
      to_number: person(1),
      from_number: ACME.from,
      recording_sid: expect.stringMatching(/^RE[0-9a-f]{32}$/),
    })
    expect(recording.duration_seconds).toBeGreaterThan(0)
    expect((await world.api(`/api/recordings/${recording.id}`)).body.data).toEqual(recording)
    const events = await readTimeline(world.api, id)
    expect(events.filter(({ type }) => type === 'recorded')).toMatchObject([
      { source: 'twilio', details: { recording_sid: recording.recording_sid, recording_status: 'completed' } },
    ])
    const { body } = await world.api(`/api/communication/${id}/timeline`)
    expect(body.data.recordings).toEqual([recording])
    expect(await list('source=voicemail')).toEqual([])
    expect(await list(`communication_id=${id}`, GLOBEX.key)).toEqual([])
  })

  it('is_announced_first_where_the_tenant_says_so_and_only_then', async () => {
    await settings({ recording_announcement: 'This call is recorded {name} <b>.' })
    const { id } = await recordedCall(person(2))
    const silent = (await record(person(3), {})).body.data
    await settings({ recording_announcement: null })
    await whenQuiet(world)
    const heard = async (to: string) =>
      (await world.sim.calls({ to }))[0]!.heard.flatMap((each) => (each.kind === 'say' ? [each.text] : []))
    expect(await heard(person(2))).toEqual(['This call is recorded {name} <b>.', 'Good morning.'])
    expect(await heard(person(3))).toEqual(['Good morning.'])
    expect(await list(`communication_id=${silent.id}`)).toEqual([])
    expect(id).not.toBe(silent.id)
  })

  it('is_every_call_where_the_tenant_says_so_unless_the_caller_says_otherwise', async () => {
    await settings({ auto_record_calls: true })
    const usual = await recordedCall(person(4), {})
    const declined = await recordedCall(person(5), { record: false })
    await settings({ auto_record_calls: false })
    expect(usual.recording).toMatchObject({ status: 'completed' })
    expect(declined.recording).toBeUndefined()
  })

  it('that_failed_is_recorded_again_when_it_is_tried_again', async () => {
    await world.sim.scriptNumber(person(6), { call: { outcome: 'busy' } })
    const { id } = (await record(person(6))).body.data
    await whenQuiet(world)
    await world.sim.unscriptNumber(person(6))
    const again = (await world.api(`/api/communication/${id}/retry`, { body: {} })).body.data
    await whenQuiet(world)
    expect(await list(`communication_id=${again.id}`)).toHaveLength(1)
  })
})

describe('the callback of a recording', () => {
  const path = `/webhooks/twilio/${ACME.id}/recording`
  const send = (params: Record<string, string>, query = '', token = ACME.token) => {
    const url = `${world.url}${path}${query}`
    return world.api(path + query, {
      body: new URLSearchParams(params).toString(),
      key: null,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': sign(token, url, params) },
    })
  }
  const says = (sid: string, more: Record<string, string> = {}) => ({
    AccountSid: ACME.sid,
    CallSid: `CA${'1'.repeat(32)}`,
    RecordingSid: `RE${sid.repeat(32)}`,
    RecordingStatus: 'completed',
    RecordingDuration: '7',
    RecordingSource: 'RecordVerb',
    ...more,
  })

  it('that_comes_before_its_beginning_is_not_undone_by_it', async () => {
    await send(says('2'))
    await send(says('2', { RecordingStatus: 'in-progress', RecordingDuration: '' }))
    await send(says('2'))
    const rows = (await list('source=voicemail')).filter((each: any) => each.recording_sid === `RE${'2'.repeat(32)}`)
    expect(rows).toMatchObject([{ status: 'completed', duration_seconds: 7, communication_id: null }])
  })

  it('of_a_call_that_nobody_knows_yet_finds_it_later', async () => {
    const sid = `CA${'3'.repeat(32)}`
    await send(says('3', { CallSid: sid }))
    const inbound = {
      AccountSid: ACME.sid,
      CallSid: sid,
      CallStatus: 'ringing',
      Direction: 'inbound',
      To: ACME.from,
      From: person(9),
    }
    const url = `${world.url}/webhooks/twilio/${ACME.id}/voice`
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': sign(ACME.token, url, inbound),
    }
    const answer = await world.api(url.replace(world.url, ''), {
      body: new URLSearchParams(inbound).toString(),
      key: null,
      headers,
    })
    expect(answer.status).toBe(200)
    await send(says('3', { CallSid: sid, RecordingStatus: 'absent' })) // changes nothing but is heard of
    const [row] = (await list()).filter((each: any) => each.call_sid === sid)
    expect(row).toMatchObject({ status: 'completed', from_number: person(9), direction: 'inbound' })
  })

  it.each([
    ['a SID that would lead elsewhere', { RecordingSid: '../Messages' }],
    ['no call', { CallSid: '' }],
    ['another account', { AccountSid: GLOBEX.sid }],
  ])('with %s is refused', async (_what, change) => {
    expect((await send(says('4', change))).status).toBe(403)
    expect((await list()).filter((each: any) => each.recording_sid === `RE${'4'.repeat(32)}`)).toEqual([])
  })

  it('signed_with_another_tenants_token_is_refused', async () => {
    expect((await send(says('5'), '', GLOBEX.token)).status).toBe(403)
  })
})

describe('the sound of a recording', () => {
  it('is_passed_on_whole_in_part_and_not_at_all', async () => {
    const { recording } = await recordedCall(person(10))
    const whole = await listen(recording.id)
    expect(whole.status).toBe(200)
    expect(whole.headers.get('content-type')).toBe('audio/mpeg')
    expect(whole.headers.get('content-length')).toBe(String(whole.bytes.length))
    expect(whole.bytes.subarray(0, 2).toString('hex')).toBe('fffb')

    const part = await listen(recording.id, { range: 'bytes=100-199' })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${whole.bytes.length}`)
    expect(part.bytes).toEqual(whole.bytes.subarray(100, 200))

    const beyond = await listen(recording.id, { range: `bytes=${whole.bytes.length}-` })
    expect(beyond.status).toBe(416)
    const head = await listen(recording.id, {}, 'HEAD')
    expect([head.status, head.bytes.length]).toEqual([200, 0])
  })

  it('that_twilio_no_longer_has_is_missing', async () => {
    const { recording } = await recordedCall(person(11))
    const url = `${world.simulatorUrl}/2010-04-01/Accounts/${ACME.sid}/Recordings/${recording.recording_sid}.json`
    const authorization = `Basic ${Buffer.from(`${ACME.sid}:${ACME.token}`).toString('base64')}`
    expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(204)
    expect((await listen(recording.id)).status).toBe(404)
  })

  it('is_not_there_while_twilio_fails', async () => {
    const { recording } = await recordedCall(person(12))
    world.expectErrors('request_failed')
    await world.sim.addFault({ kind: 'unavailable', operation: 'recordings.media', count: 1 })
    expect((await listen(recording.id)).status).toBe(502)
    expect((await listen(recording.id)).status).toBe(200)
  })
})

describe('a recording that is deleted', () => {
  it('is_gone_here_at_once_and_at_twilio_right_after', async () => {
    const { id, recording } = await recordedCall(person(20))
    await world.sim.addFault({ kind: 'throttle', operation: 'recordings.delete', count: 1, retryAfterSeconds: 20 })
    const remove = () => world.api(`/api/recordings/${recording.id}`, { method: 'DELETE' })
    expect((await remove()).body.data).toEqual({ deleted: true })
    expect((await remove()).status).toBe(404)
    expect((await world.api(`/api/recordings/${recording.id}`)).status).toBe(404)
    expect((await listen(recording.id)).status).toBe(404)
    expect(await list(`communication_id=${id}`)).toEqual([])
    const [there] = await world.sim.recordings({ sid: recording.recording_sid })
    expect(there).toMatchObject({ removed: false })

    for (let asked = 0; asked < 2; asked += 1) await passTime(world, 30_000)
    expect(await world.sim.recordings({ sid: recording.recording_sid })).toMatchObject([{ removed: true }])
    expect(readRows(world, 'select id from recordings where id = ?', recording.id)).toEqual([])
    expect((await readTimeline(world.api, id)).map(({ type }) => type)).toContain('recording-deleted')
    const { body } = await world.api('/api/logs/audit?per_page=100')
    expect(body.data.filter((row: any) => row.entity_id === recording.id)).toMatchObject([
      { operation: 'recordings.remove', entity: 'recording', before: { recording_sid: recording.recording_sid } },
    ])
  })

  it('because_it_is_older_than_the_tenant_keeps_them_is_deleted_at_twilio_too', async () => {
    await settings({ recording_retention_days: 30 })
    const { recording: old } = await recordedCall(person(21))
    await passTime(world, 29 * DAY_MS)
    const { recording: young } = await recordedCall(person(22))
    await passTime(world, 2 * DAY_MS)
    await world.restart() // what is due in an hour is queued at a start
    await passTime(world, 60_000)
    const left = (await list('per_page=100')).map(({ id }: { id: string }) => id)
    expect(left).toContain(young.id)
    expect(left).not.toContain(old.id)
    expect(await world.sim.recordings({ sid: old.recording_sid })).toMatchObject([{ removed: true }])
    expect((await requests('recordings.delete')).some(({ sid }) => sid === young.recording_sid)).toBe(false)
  })
})

it('a_test_keys_call_is_not_recorded', async () => {
  const made = await world.api('/api/tenant/api-keys', { body: { name: 'Test', mode: 'test' } })
  const body = { to: person(30), voice_message_id: template, record: true }
  const sent = await world.api('/api/communication/voice/send', { body, key: made.body.data.api_key })
  expect(sent.status).toBe(200)
  await passTime(world, 60_000)
  expect(await list(`communication_id=${sent.body.data.id}`)).toEqual([])
})
