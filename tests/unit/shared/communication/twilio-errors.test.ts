import { expect, it } from 'vitest'
import { explainTwilioError } from '#shared/communication/twilio-errors'

it('common_refusals_are_explained_in_words_that_say_what_to_do', () => {
  expect(explainTwilioError(21610)).toContain('STOP')
  expect(explainTwilioError(20003)).toContain('credentials')
})

it('code_without_words_has_none', () => {
  expect(explainTwilioError(99999)).toBeNull()
})
