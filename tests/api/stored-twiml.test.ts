import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTemplate, person, placeCall } from '../support/send.ts'
import { signLikeTwilio as sign } from '../support/sign-like-twilio.ts'
import { HOUR_MS, passTime } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

describe('stored twiml', () => {
  const fetchXml = (url: string, token: string, query = '') =>
    world.api(url.replace(world.url, '') + query, {
      key: null,
      headers: { 'x-twilio-signature': sign(token, url + query, {}) },
    })

  it('is_served_to_its_own_account_only_and_until_a_day_after_the_end', async () => {
    const template = await createTemplate(world.api, 'Good morning.')
    const { webhook_url: url } = (await placeCall(world.api, person(2), template)).body.data
    const own = await fetchXml(url, ACME.token, `?AccountSid=${ACME.sid}`)
    expect(own.status).toBe(200)
    expect(own.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(own.text).toContain('Good morning.')

    const unknown = await fetchXml(`${world.url}/webhooks/twilio/voice-xml/AAAAAAAAAAAAAAAAAAAAAA`, ACME.token)
    const asGlobex = await fetchXml(url, GLOBEX.token, `?AccountSid=${GLOBEX.sid}`)
    const wrongAccount = await fetchXml(url, ACME.token, `?AccountSid=${GLOBEX.sid}`)
    const unsigned = await world.api(url.replace(world.url, ''), { key: null })

    await passTime(world, 20_000)
    await passTime(world, 23 * HOUR_MS)
    expect((await fetchXml(url, ACME.token)).status).toBe(200)
    await passTime(world, 2 * HOUR_MS)
    const expired = await fetchXml(url, ACME.token)
    for (const refused of [unknown, asGlobex, wrongAccount, unsigned, expired]) {
      expect(refused.status).toBe(403)
      expect({ ...refused.body, timestamp: '' }).toEqual({ ...unsigned.body, timestamp: '' })
    }
  })

  it('audio_needs_its_token_and_the_token_its_file', async () => {
    const template = await createTemplate(world.api, 'Listen: {MP3~jingle}')
    const preview = await world.api(`/api/voice-messages/${template}/preview`, { body: {} })
    const { url } = preview.body.data.heard.find((part: { kind: string }) => part.kind === 'play')
    const path = (url as string).replace(world.url, '')
    expect((await world.api(path, { key: null })).status).toBe(200)
    const token = new URL(url).searchParams.get('token')!
    const others = [
      `/files/mp3/jingle.mp3`,
      `/files/mp3/jingle.mp3?token=${token}x`,
      `/files/mp3/other.mp3?token=${token}`,
      `/files/mp3/jingle.mp3?token=${token.replace(ACME.id, GLOBEX.id)}`,
      '/files/mp3/%E0%A4%A.mp3?token=a.1.b',
    ]
    for (const other of others) expect((await world.api(other, { key: null })).status, other).toBe(403)
    await passTime(world, 9 * 24 * HOUR_MS)
    expect((await world.api(path, { key: null })).status).toBe(403)
  })
})
