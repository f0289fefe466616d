import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRequestClient } from '#server/providers/twilio/request-client'
import { twilioTelephony } from '#server/providers/twilio/telephony'
import { freePort } from '../../../../support/process.ts'
import {
  answer,
  hangUp,
  startScriptedServer,
  type ScriptedServer,
  type Step,
} from '../../../../support/scripted-server.ts'

vi.setConfig({ testTimeout: 20_000 })

let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
})
afterEach(() => server.close())

const account = `AC${'a'.repeat(32)}`
const over = (url: string) => twilioTelephony(twilio(account, 't'.repeat(32), { httpClient: createRequestClient(url) }))
const send = (url = server.url) =>
  over(url).sendMessage({ to: '+12025550123', from: '+12025550100', body: 'Hi', statusCallback: 'https://example.com' })
const sid = `SM${'1'.repeat(32)}`

describe('how a send ends', () => {
  it('accepted_with_its_sid', async () => {
    server.play(answer(201, {}, { sid, status: 'queued', price: null }))
    expect(await send()).toMatchObject({
      kind: 'accepted',
      record: { sid, providerStatus: 'queued', costMicros: null },
    })
  })

  it('refused_with_the_code_the_words_and_the_page', async () => {
    const said = {
      code: 21211,
      message: 'Invalid To',
      more_info: 'https://www.twilio.com/docs/errors/21211',
      status: 400,
    }
    server.play(answer(400, {}, said))
    expect(await send()).toMatchObject({
      kind: 'refused',
      refusal: { code: 21211, message: 'Invalid To', httpStatus: 400, moreInfo: said.more_info },
    })
  })

  const ambiguous: [string, Step][] = [
    ['lost answer', hangUp],
    ['500', answer(500, {}, { code: 20500, message: 'broken' })],
    ['503', answer(503)],
    ['success without a sid', answer(201, {}, {})],
  ]
  it.each(ambiguous)('%s leaves it open, and is not sent again', async (_what, step) => {
    server.play(step)
    expect(await send()).toMatchObject({ kind: 'ambiguous' })
    expect(server.seen).toHaveLength(1)
  })

  it('nobody_there_is_unavailable_and_nothing_was_sent', async () => {
    expect(await send(`http://127.0.0.1:${await freePort()}`)).toMatchObject({ kind: 'unavailable' })
  })

  it('throttled_to_the_end_is_unavailable_and_says_when_to_come_back', async () => {
    const slowDown = answer(429, {}, { code: 20429, message: 'Too Many Requests' })
    server.play(slowDown, slowDown, slowDown, answer(429, { 'retry-after': '7' }))
    expect(await send()).toMatchObject({ kind: 'unavailable', retryAfterSeconds: 7 })
  })
})

describe('reads', () => {
  it('sid_that_twilio_does_not_know_is_null', async () => {
    server.play(answer(404, {}, { code: 20404, message: 'not found', status: 404 }))
    expect(await over(server.url).fetchMessage(sid)).toBeNull()
  })

  it('cost_comes_as_positive_micro_units', async () => {
    server.play(answer(200, {}, { sid, status: 'delivered', price: '-0.00750', price_unit: 'USD', num_segments: '2' }))
    expect(await over(server.url).fetchMessage(sid)).toMatchObject({
      costMicros: 7_500,
      costCurrency: 'USD',
      segments: 2,
    })
  })

  it('refused_read_is_the_providers_error_and_not_ours', async () => {
    server.play(answer(401, {}, { code: 20003, message: 'Authenticate', status: 401 }))
    await expect(over(server.url).fetchMessage(sid)).rejects.toMatchObject({ errorName: 'EXTERNAL_API_ERROR' })
  })
})
