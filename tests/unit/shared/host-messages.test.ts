import { describe, expect, it } from 'vitest'
import { envelope, readHostMessage } from '#shared/host-messages'

const read = (message: unknown) => readHostMessage(message, 'acme-corp')
const sent = (message: object) => read({ target: 'trunkline', version: 1, ...message })

describe('messages of a host', () => {
  it.each([
    [{ type: 'theme', mode: 'dark' }],
    [{ type: 'theme', mode: 'system' }],
    [{ type: 'renew', embed: 'tle_abc' }],
    [{ type: 'navigate', path: '/admin/acme-corp' }],
    [{ type: 'navigate', path: '/admin/acme-corp/logs?outcome=failed' }],
  ])('are_read: %j', (message) => {
    expect(sent(message)).toEqual(message)
    expect(sent({ ...message, more: 'is ignored' })).toEqual(message)
  })

  it.each([
    [null],
    ['theme'],
    [{ type: 'theme', mode: 'dark' }],
    [{ target: 'trunkline', version: 2, type: 'theme', mode: 'dark' }],
    [{ target: 'trunkline', version: '1', type: 'theme', mode: 'dark' }],
    [{ target: 'other', version: 1, type: 'theme', mode: 'dark' }],
  ])('other_messages_are_not: %j', (message) => expect(read(message)).toBeNull())

  it.each([
    [{}],
    [{ type: 'theme' }],
    [{ type: 'theme', mode: 'purple' }],
    [{ type: 'theme', mode: ['dark'] }],
    [{ type: 'renew' }],
    [{ type: 'renew', embed: '' }],
    [{ type: 'renew', embed: 'x'.repeat(201) }],
    [{ type: 'renew', embed: { toString: 'tle_abc' } }],
    [{ type: 'ready', tenant_id: 'acme-corp', path: '/' }],
  ])('malformed_ones_are_not: %j', (message) => expect(sent(message)).toBeNull())

  it.each([
    '/',
    '/admin/globex-inc',
    '/admin/acme-corporation',
    '/admin/acme-corp/../globex-inc',
    '/admin/acme-corp/%2e%2e/globex-inc',
    '//elsewhere.example/admin/acme-corp',
    '/\\elsewhere.example/admin/acme-corp',
    'https://elsewhere.example/admin/acme-corp',
    'javascript:alert(1)',
    'logs',
    '',
    7,
  ])('lead_nowhere_but_into_the_tenants_pages: %s', (path) => {
    expect(sent({ type: 'navigate', path })).toBeNull()
  })
})

it('messages_of_a_page_say_whose_they_are', () => {
  expect(envelope({ type: 'session-expired', reason: 'expired' })).toEqual({
    ...{ source: 'trunkline', version: 1, type: 'session-expired', reason: 'expired' },
  })
})
