import { expect, it } from 'vitest'
import { safeCause } from '#server/context/safe-cause'

it.each(['apiKey', 'embed', 'ticket', 'token'])('address_in_a_message_is_logged_without_its_%s', (name) => {
  const error = new Error(`[GET] "/admin/acme-corp?status=failed&${name}=hidden-1#top": 500`)
  const { message, stack } = safeCause(error)
  expect(`${message}${stack}`).not.toContain('hidden-1')
  expect(message).toBe(`[GET] "/admin/acme-corp?status=failed&${name}=[redacted]": 500`)
})
