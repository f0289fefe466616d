import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { clientAddress } from '#server/http/client-address'

const request = (headers: IncomingMessage['headers']) =>
  ({ headers, socket: { remoteAddress: '10.0.0.9' } }) as IncomingMessage
const forged = { 'x-forwarded-for': '6.6.6.6, 203.0.113.7, 10.0.0.1', 'fly-client-ip': '198.51.100.4' }

it.each([
  ['none', forged, '10.0.0.9'],
  ['fly', forged, '198.51.100.4'],
  ['fly', { 'x-forwarded-for': '6.6.6.6' }, '10.0.0.9'],
  [1, forged, '10.0.0.1'],
  [2, forged, '203.0.113.7'],
  [9, forged, '10.0.0.9'],
  [1, { 'x-forwarded-for': ' , ' }, '10.0.0.9'],
  [1, {}, '10.0.0.9'],
] as const)('with_trust_in_%s_and_%j_it_is_%s', (trust, headers, address) => {
  expect(clientAddress(request(headers), trust)).toBe(address)
})

it('socket_that_is_gone_has_no_address', () => {
  expect(clientAddress({ headers: {}, socket: {} } as IncomingMessage, 'none')).toBeNull()
})
