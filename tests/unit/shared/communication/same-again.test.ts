import { expect, it } from 'vitest'
import { sameAgain } from '#shared/communication/same-again.ts'
import { tokenise } from '#shared/template/tokenise.ts'

const sms = {
  network_type: 'sms',
  direction: 'outbound',
  to_number: '+12025550123',
  from_number: '+12345678900',
  message_content: 'Code {1} }} done',
  voice_message_id: null,
} as const
const addressed = { to: '+12025550123', from_number: '+12345678900' }

it('text_is_sent_as_it_was_whatever_braces_it_holds', () => {
  const again = sameAgain(sms, {})!
  expect(again).toEqual({ kind: 'sms', body: { ...addressed, message: 'Code {{1}} }}}} done' } })
  const { tokens, problems } = tokenise('message' in again.body ? again.body.message : '')
  expect(problems).toEqual([])
  expect(tokens.map((token) => (token.kind === 'text' ? token.text : '?')).join('')).toBe(sms.message_content)
})

it('template_goes_with_what_filled_it', () => {
  const body = { ...addressed, voice_message_id: 7, variables: { name: 'Ann' } }
  expect(sameAgain({ ...sms, voice_message_id: 7 }, { name: 'Ann' })).toEqual({ kind: 'sms', body })
  expect(sameAgain({ ...sms, network_type: 'call', voice_message_id: 7 }, { name: 'Ann' })).toEqual({
    kind: 'call',
    body,
  })
})

it('sms_whose_values_are_not_known_goes_as_text', () => {
  expect(sameAgain({ ...sms, voice_message_id: 7 }, null)!.body).toHaveProperty('message')
})

it('what_came_in_and_calls_without_a_template_cannot_be_sent_again', () => {
  expect(sameAgain({ ...sms, direction: 'inbound' }, null)).toBeNull()
  expect(sameAgain({ ...sms, network_type: 'call' }, {})).toBeNull()
})
