import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectNumbers, findOwnNumber } from '../support/numbers.ts'
import { person } from '../support/send.ts'
import { passTime } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

const SPARE = ['+14155550001', '+14155550002', '+14155550003', '+14155550004']

let world: World
beforeAll(async () => {
  world = await startWorld()
  await world.sim.registerAccount({
    accountSid: ACME.sid,
    authToken: ACME.token,
    numbers: [
      { phoneNumber: ACME.from },
      ...SPARE.map((phoneNumber) => ({ phoneNumber, voiceUrl: 'https://old.example/' })),
    ],
  })
})
afterAll(() => world.stop())

const add = (body: object, more: object = {}) => world.api('/api/phone-numbers', { body, ...more })
const twilioOf = (account: { sid: string; token: string }) => async (phoneNumber: string) => {
  const path = `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(phoneNumber)}`
  const answer = await fetch(world.simulatorUrl + path, {
    headers: { authorization: `Basic ${btoa(`${account.sid}:${account.token}`)}` },
  })
  const { incoming_phone_numbers: found } = (await answer.json()) as {
    incoming_phone_numbers: Record<string, string>[]
  }
  return found[0]
}
const atTwilio = twilioOf(ACME)

describe('numbers in the account', () => {
  it('are_offered_until_they_are_taken_over', async () => {
    const { body } = await world.api('/api/phone-numbers/at-twilio')
    expect(body.data.has_more).toBe(false)
    expect(body.data.numbers).toHaveLength(SPARE.length) // the demo's own number is in use
    expect(body.data.numbers[0]).toMatchObject({
      twilio_sid: expect.stringMatching(/^PN/),
      capabilities: { voice: true, sms: true },
      is_in_use: true,
    })
  })

  it('taken_over_lead_here_and_are_answered', async () => {
    const { status, body } = await add({ phone_number: SPARE[0], label: 'Front desk' })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({
      phone_number: SPARE[0],
      label: 'Front desk',
      is_default: false,
      voice_routing: null,
    })
    const voice = new URL(`${world.url}/webhooks/twilio/${ACME.id}/voice`).href
    const held = await atTwilio(SPARE[0]!)
    expect(held!.voice_url).toMatch(voice)
    expect(held!.status_callback).toMatch(voice)
    expect(held!.sms_url).toMatch(`/webhooks/twilio/${ACME.id}/sms`)
    const { sid } = await world.sim.inboundCall({ from: person(1), to: SPARE[0]!, attended: false })
    await passTime(world, 60_000)
    expect((await world.sim.calls({ sid }))[0]).toMatchObject({ status: 'completed', errors: [] })
    const audited = (await world.api('/api/logs/audit')).body.data[0]
    expect(audited).toMatchObject({ operation: 'phone-numbers.add', after: { how: 'taken over' } })
  })

  it('that_are_taken_already_are_refused_and_to_others_as_if_nobody_had_them', async () => {
    expect(await add({ phone_number: SPARE[0] })).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } })
    await connectNumbers(world, GLOBEX, [GLOBEX.from])
    const theirs = await add({ phone_number: SPARE[0] }, { key: GLOBEX.key })
    const nobodys = await add({ phone_number: '+14155550166' }, { key: GLOBEX.key })
    expect([theirs.status, theirs.body.error]).toEqual([422, nobodys.body.error])
  })

  it('that_are_somewhere_else_are_not_taken_over', async () => {
    const answer = await add({ phone_number: '+14155559999' })
    expect(answer).toMatchObject({ status: 422, body: { error: { details: { field: 'phone_number' } } } })
  })

  it('are_taken_over_once_by_many_at_a_time', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => add({ phone_number: SPARE[1] })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
  })

  it('that_twilio_would_not_change_are_not_kept', async () => {
    world.expectErrors('request_failed')
    await world.sim.addFault({ kind: 'throttle', operation: 'numbers.update', count: 1, retryAfterSeconds: 60 })
    expect((await add({ phone_number: SPARE[2] })).status).toBe(502)
    expect(await findOwnNumber(world.api, SPARE[2]!)).toBeUndefined()
    expect((await add({ phone_number: SPARE[2] })).status).toBe(200)
  })
})

describe('numbers that are for sale', () => {
  it.each([
    ['?country=US&area_code=212', /^\+1212/, false],
    ['?country=US&type=toll_free', /^\+1888/, false],
    ['?country=US&contains=99', /99/, false],
    ['?country=GB&type=mobile', /^\+447/, false],
    ['?country=DE', /^\+49/, true],
  ])('are_found %s', async (query, form, needsAddress) => {
    const { body } = await world.api(`/api/phone-numbers/available${query}`)
    expect(body.data.numbers.length).toBeGreaterThan(5)
    for (const number of body.data.numbers) {
      expect(number.phone_number).toMatch(form)
      expect(number).toMatchObject({ needs_address: needsAddress, capabilities: { voice: true, sms: true } })
    }
  })

  it('are_none_where_twilio_sells_none', async () => {
    expect((await world.api('/api/phone-numbers/available?country=FR')).body.data).toEqual({ numbers: [] })
  })

  it('are_bought_once_for_a_key', async () => {
    const [offer] = (await world.api('/api/phone-numbers/available?area_code=617')).body.data.numbers
    const headers = { 'idempotency-key': randomUUID() }
    const bodies = [1, 2].map(() => add({ phone_number: offer.phone_number, buy: true }, { headers }))
    const [first] = await Promise.all(bodies)
    const again = await add({ phone_number: offer.phone_number, buy: true }, { headers })
    expect(again.body.data).toMatchObject({ phone_number: offer.phone_number })
    expect([200, 409]).toContain(first!.status)
    const bought = (await world.sim.requests()).filter(({ operation }) => operation === 'numbers.create')
    expect(bought).toHaveLength(1)
    expect((await atTwilio(offer.phone_number))!.voice_url).toContain(`/webhooks/twilio/${ACME.id}/voice`)
  })

  it('lost_answer_to_a_purchase_is_settled_by_asking', async () => {
    const [offer] = (await world.api('/api/phone-numbers/available?area_code=312')).body.data.numbers
    await world.sim.addFault({ kind: 'reset-after', operation: 'numbers.create', count: 1 })
    const answer = await add({ phone_number: offer.phone_number, buy: true })
    expect(answer).toMatchObject({ status: 200, body: { data: { phone_number: offer.phone_number } } })
    const asked = (await world.sim.requests()).filter(({ operation }) => operation === 'numbers.create')
    expect(asked).toHaveLength(2) // the purchase before, and this one
  })
})

describe('a number of ours', () => {
  it('is_changed_field_by_field_and_takes_back_what_it_gave', async () => {
    const { id } = await findOwnNumber(world.api, SPARE[0]!)
    const path = `/api/phone-numbers/${id}`
    const given = (await world.api(path)).body.data
    expect((await world.api(path, { method: 'PUT', body: { ...given, label: 'Desk' } })).body.data).toMatchObject({
      label: 'Desk',
    })
    const stale = await world.api(path, { method: 'PUT', body: { ...given, label: 'Older' } })
    expect(stale).toMatchObject({ status: 409 })
    const foreign = await world.api(path, { method: 'PUT', body: { phone_number: '+14155551111' } })
    expect(foreign).toMatchObject({ status: 422 })
  })

  it('becomes_the_default_sender_and_is_first_in_the_list', async () => {
    const { id } = await findOwnNumber(world.api, SPARE[0]!)
    const path = `/api/phone-numbers/${id}`
    await world.api(path, { method: 'PUT', body: { is_default: true } })
    const list = (await world.api('/api/phone-numbers')).body.data
    expect(list[0]).toMatchObject({ phone_number: SPARE[0], is_default: true })
    expect(list.filter(({ is_default: isDefault }: { is_default: boolean }) => isDefault)).toHaveLength(1)
    expect((await world.api('/api/tenant/profile')).body.data.from_number).toBe(SPARE[0])
    expect((await world.api(path, { method: 'PUT', body: { is_default: false } })).status).toBe(422)
    expect((await world.api(path, { method: 'DELETE' })).status).toBe(409)
    const main = await findOwnNumber(world.api, ACME.from)
    await world.api(`/api/phone-numbers/${main.id}`, { method: 'PUT', body: { is_default: true } })
  })

  it('taken_out_of_use_stays_at_twilio_without_our_addresses_and_comes_back', async () => {
    const before = await findOwnNumber(world.api, SPARE[0]!)
    const path = `/api/phone-numbers/${before.id}`
    expect((await world.api(path, { method: 'DELETE' })).body.data).toEqual({ deleted: true })
    expect(await atTwilio(SPARE[0]!)).toMatchObject({ voice_url: '', sms_url: '', status_callback: '' })
    expect((await world.api(path)).status).toBe(404)
    expect((await add({ phone_number: SPARE[0] })).body.data).toMatchObject({ id: before.id, label: null })
  })

  it('released_is_gone_at_twilio_too_and_may_be_gone_there_already', async () => {
    for (const number of [SPARE[1]!, SPARE[2]!]) {
      const { id, twilio_sid: sid } = await findOwnNumber(world.api, number)
      if (number === SPARE[2]) {
        const gone = `${world.simulatorUrl}/2010-04-01/Accounts/${ACME.sid}/IncomingPhoneNumbers/${sid}.json`
        const headers = { authorization: `Basic ${btoa(`${ACME.sid}:${ACME.token}`)}` }
        await fetch(gone, { method: 'DELETE', headers })
      }
      const answer = await world.api(`/api/phone-numbers/${id}?release=true`, { method: 'DELETE' })
      expect(answer.status).toBe(200)
      expect(await atTwilio(number)).toBeUndefined()
    }
    expect((await world.api('/api/logs/audit')).body.data[0]).toMatchObject({
      operation: 'phone-numbers.remove',
      before: { released: true },
    })
  })
})
