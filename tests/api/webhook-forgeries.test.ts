import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countAllRows } from '../support/rows.ts'
import { createTemplate, person, placeCall } from '../support/send.ts'
import { signLikeTwilio as sign } from '../support/sign-like-twilio.ts'
import { passTime } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

interface Genuine {
  method: 'GET' | 'POST'
  path: string
  params: Record<string, string>
  /** A parameter that it cannot do without. */
  needs: string
}

const CALL = {
  AccountSid: ACME.sid,
  CallSid: `CA${'1'.repeat(32)}`,
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: person(70),
  To: ACME.from,
}
const TEXT = {
  AccountSid: ACME.sid,
  MessageSid: `SM${'1'.repeat(32)}`,
  SmsStatus: 'received',
  Body: 'Hello',
  From: person(70),
  To: ACME.from,
}
const RECORDING = {
  AccountSid: ACME.sid,
  CallSid: CALL.CallSid,
  RecordingSid: `RE${'1'.repeat(32)}`,
  RecordingStatus: 'completed',
  RecordingDuration: '12',
}

/** Every webhook, by its file, with every address it answers at and what Twilio would send there. */
const WEBHOOKS: Record<
  string,
  { paths: (xml: string) => string[]; method?: 'GET'; params: Record<string, string>; needs?: string }
> = {
  'twilio/index.post.ts': { paths: () => ['/webhooks/twilio', '/v1/webhooks/twilio'], params: CALL },
  'twilio/voice.post.ts': {
    paths: () => ['/webhooks/twilio/voice', '/v1/webhooks/twilio/voice', '/api/twilio/voice', '/v1/twilio/voice'],
    params: CALL,
  },
  'twilio/[tenant_id]/voice.post.ts': {
    paths: () => [`/webhooks/twilio/${ACME.id}/voice`, `/v1/webhooks/twilio/${ACME.id}/voice`],
    params: CALL,
  },
  'twilio/[tenant_id]/sms.post.ts': {
    paths: () => [`/webhooks/twilio/${ACME.id}/sms`, `/v1/webhooks/twilio/${ACME.id}/sms`],
    params: TEXT,
  },
  'twilio/[tenant_id]/announcement.post.ts': {
    paths: () => [`/webhooks/twilio/${ACME.id}/announcement`, `/v1/webhooks/twilio/${ACME.id}/announcement`],
    params: CALL,
    needs: 'AccountSid',
  },
  'twilio/[tenant_id]/conference.post.ts': {
    paths: () => [`/webhooks/twilio/${ACME.id}/conference`, `/v1/webhooks/twilio/${ACME.id}/conference`],
    params: CALL,
    needs: 'CallSid',
  },
  'twilio/[tenant_id]/recording.post.ts': {
    paths: () => [`/webhooks/twilio/${ACME.id}/recording`, `/v1/webhooks/twilio/${ACME.id}/recording`],
    params: RECORDING,
    needs: 'RecordingStatus',
  },
  'twilio/voice-xml/[xml_id].get.ts': { paths: (xml) => [xml, `/v1${xml}`], method: 'GET', params: {} },
}
const NO_WEBHOOK: Record<string, string> = { '[...].ts': 'answers what no webhook has' }

let world: World
/** Where a call's TwiML lies. */
let xml: string
beforeAll(async () => {
  world = await startWorld()
  const placed = await placeCall(world.api, person(71), await createTemplate(world.api, 'Hello'))
  xml = placed.body.data.webhook_url.replace(world.url, '')
  await passTime(world, 60_000)
})
afterAll(() => world.stop())

const addresses = Object.values(WEBHOOKS).flatMap(({ paths, method, params, needs = 'From' }) =>
  paths('{xml}').map((path): Genuine => ({ method: method ?? 'POST', path, params, needs })),
)

function send({ method, path, params }: Genuine, signature: string | null, headers: Record<string, string> = {}) {
  const isPost = method === 'POST'
  return world.api(path, {
    method,
    key: null,
    body: isPost ? new URLSearchParams(params).toString() : undefined,
    headers: {
      ...(isPost && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(signature !== null && { 'x-twilio-signature': signature }),
      ...headers,
    },
  })
}

type Forgery = (genuine: Genuine) => ReturnType<typeof send>
const signed = ({ path, params }: Genuine, token: string, base = world.url) => sign(token, base + path, params)
const withQuery = (genuine: Genuine, query: string) => ({
  ...genuine,
  path: `${genuine.path}${genuine.path.includes('?') ? '&' : '?'}${query}`,
})

const ALL: Record<string, Forgery> = {
  unsigned: (genuine) => send(genuine, null),
  empty_signature: (genuine) => send(genuine, ''),
  signed_with_a_made_up_token: (genuine) => send(genuine, signed(genuine, '1'.repeat(32))),
  signed_with_another_tenants_token: (genuine) => send(genuine, signed(genuine, GLOBEX.token)),
  signed_for_another_host: (genuine) => send(genuine, signed(genuine, ACME.token, 'https://evil.example')),
  signed_for_the_host_of_a_header: (genuine) =>
    send(genuine, signed(genuine, ACME.token, 'https://evil.example'), {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-original-url': genuine.path,
    }),
  tenant_in_a_header: (genuine) =>
    send(genuine, signed(genuine, GLOBEX.token), { 'x-tenant-id': GLOBEX.id, tenant: GLOBEX.id }),
  api_key_instead_of_a_signature: (genuine) => send(genuine, null, { 'x-api-key': ACME.key }),
  query_added_after_signing: (genuine) => send(withQuery(genuine, 'id=1'), signed(genuine, ACME.token)),
  another_account_in_the_query: (genuine) => {
    const other = withQuery(genuine, `AccountSid=${GLOBEX.sid}`)
    return genuine.method === 'GET' ? send(other, signed(other, ACME.token)) : send(other, signed(genuine, ACME.token))
  },
}

/** What only a form can be forged by. */
const OF_FORMS: Record<string, Forgery> = {
  swapped_account: (genuine) => {
    const swapped = { ...genuine, params: { ...genuine.params, AccountSid: GLOBEX.sid } }
    return send(swapped, signed(swapped, ACME.token))
  },
  swapped_account_under_the_old_signature: (genuine) =>
    send({ ...genuine, params: { ...genuine.params, AccountSid: GLOBEX.sid } }, signed(genuine, ACME.token)),
  no_account: (genuine) => {
    const { AccountSid: _, ...params } = genuine.params
    return send({ ...genuine, params }, signed({ ...genuine, params }, ACME.token))
  },
  tampered_parameter: (genuine) =>
    send({ ...genuine, params: { ...genuine.params, [genuine.needs]: 'x' } }, signed(genuine, ACME.token)),
  added_parameter: (genuine) =>
    send({ ...genuine, params: { ...genuine.params, ErrorCode: '30003' } }, signed(genuine, ACME.token)),
  /** "From=+1202…" and "From+12=02…" sign alike: what is needed has to be there by its name. */
  moved_between_name_and_value: (genuine) => {
    const { [genuine.needs]: value, ...rest } = genuine.params
    const params = { ...rest, [genuine.needs + value!.slice(0, 3)]: value!.slice(3) }
    return send({ ...genuine, params }, signed(genuine, ACME.token))
  },
  another_hash_of_json: async (genuine) => {
    const path = `${genuine.path}?bodySHA256=${'0'.repeat(64)}`
    const headers = { 'content-type': 'application/json', 'x-twilio-signature': sign(ACME.token, world.url + path, {}) }
    return world.api(path, { body: genuine.params, key: null, headers })
  },
}

it('table_names_every_webhook_there_is', () => {
  const folder = fileURLToPath(new URL('../../server/webhooks/', import.meta.url))
  const files = globSync('**/*.ts', { cwd: folder })
  expect([...Object.keys(WEBHOOKS), ...Object.keys(NO_WEBHOOK)].sort()).toEqual(files.sort())
})

describe.each(addresses)('$method $path', (address) => {
  let genuine: Genuine
  let before: Record<string, number>
  beforeEach(() => {
    genuine = { ...address, path: address.path.replace('{xml}', xml) }
    before = countAllRows(world)
  })
  const forgeries = { ...ALL, ...(address.method === 'POST' ? OF_FORMS : {}) }

  it.each(Object.entries(forgeries))('refuses %s before anything is written', async (_name, forge) => {
    const answer = await forge(genuine)
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('The signature is missing or wrong')
    expect(countAllRows(world)).toEqual(before)
  })
})

describe.each(addresses)('$method $path with a genuine signature', (address) => {
  it('is_answered', async () => {
    const genuine = { ...address, path: address.path.replace('{xml}', xml) }
    const answer = await send(genuine, signed(genuine, ACME.token))
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('<Response') })
  })
})
