import { afterAll, beforeAll, expect, it } from 'vitest'
import { ACME, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

/** No part of any SID, as the demo tenants' tokens are. */
const PLANTED = 'b1946ac92492d2347c6235b4d2611184'
const basic = Buffer.from(`${ACME.sid}:${ACME.token}`).toString('base64')

it('log_of_a_request_that_twilio_dropped_holds_no_credential_and_no_number', async () => {
  world.expectErrors('request_failed', 'job_failed')
  await world.sim.scriptNumber('+12025550166', { sms: { outcome: 'queued' } })
  const sent = await world.api('/api/communication/sms/send', { body: { to: '+12025550166', message: 'Wait' } })
  await world.sim.addFault({ kind: 'reset-before', count: 50 })
  const canceled = await world.api(`/api/communication/${sent.body.data.id}/cancel`, { body: {} })
  expect(canceled.status).toBe(504)
  await world.sim.clearFaults()
  const refused = await world.api('/api/communication/sms/send', { body: { to: '+15005550001', message: 'No' } })
  expect(refused.status).toBeGreaterThanOrEqual(400)

  const log = world
    .log()
    .map((line) => JSON.stringify(line))
    .join('\n')
  expect(log).toContain('request_failed')
  for (const secret of [ACME.token, basic, ACME.key, '+12025550166', '+15005550001', 'Wait']) {
    expect(log).not.toContain(secret)
  }
})

it('profile_gives_a_mask_and_takes_it_back', async () => {
  const profile = await world.api('/api/tenant/profile')
  const mask = profile.body.data.twilio_token
  expect(mask).toBe(`************${ACME.token.slice(-4)}`)
  const same = await world.api('/api/tenant/profile', { method: 'PUT', body: profile.body.data })
  expect(same.status).toBe(200)
  expect(same.body.data).toMatchObject({ twilio_token: mask, twilio_token_set: true })
  const sent = await world.api('/api/communication/sms/send', { body: { to: '+12025550167', message: 'Still mine' } })
  expect(sent.status).toBe(200)
})

it.each([
  ['a body that breaks off', `{"auth_token": "${PLANTED}", "from_number": `],
  ['a body that is something else', `auth_token=${PLANTED}`],
  ['a field of the wrong kind', JSON.stringify({ auth_token: [PLANTED] })],
  ['a value that cannot be', JSON.stringify({ auth_token: `${PLANTED} and more` })],
])('refusal_of_%s_does_not_repeat_it', async (_what, body) => {
  const before = world.log().length
  const refused = await world.api('/api/twilio/credentials', { method: 'PUT', body })
  expect(refused.status).toBeGreaterThanOrEqual(400)
  expect(refused.text).not.toContain(PLANTED)
  expect(JSON.stringify(world.log().slice(before))).not.toContain(PLANTED)
})

it.each([
  ['a page that is not there', `/admin/${ACME.id}/nowhere?apiKey=${ACME.key}`],
  ['a page outside every tenant', `/nowhere?token=${PLANTED}`],
  ['an operation that is not there', `/api/nowhere?apiKey=${ACME.key}&token=${PLANTED}`],
  ['a webhook of nobody', `/webhooks/twilio/nobody/voice?token=${PLANTED}`],
  ['an address that cannot be read', `/api/files/%E0%A4%A?ticket=${PLANTED}`],
])('%s_shows_and_logs_nothing_of_its_address', async (_what, path) => {
  const before = world.log().length
  for (const accept of ['text/html', 'application/json']) {
    const answer = await world.api(path, { key: null, headers: { accept } })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    for (const secret of [PLANTED, ACME.key]) {
      expect(answer.text).not.toContain(secret)
      expect(JSON.stringify(world.log().slice(before))).not.toContain(secret)
    }
  }
})
