import { expect, it } from 'vitest'
import { describeTwilioError, explainTwilioError, twilioErrorUrl } from '#shared/communication/twilio-errors'

it('common_refusals_are_explained_in_words_that_say_what_to_do', () => {
  expect(explainTwilioError(21610)).toContain('STOP')
  expect(explainTwilioError(20003)).toContain('credentials')
})

it('explanation_without_a_remedy_ends_where_its_sentence_ends', () => {
  expect(explainTwilioError(20404)).toBe('Twilio knows nothing by that name.')
})

it('parts_make_up_the_line', () => {
  const { title, explanation, whatToDo } = describeTwilioError(30003)!
  expect(title).toBe('Phone unreachable')
  expect(`${explanation} ${whatToDo}`).toBe(explainTwilioError(30003))
  expect(twilioErrorUrl(30003)).toBe('https://www.twilio.com/docs/api/errors/30003')
})

it('code_without_words_has_none', () => {
  expect(explainTwilioError(99999)).toBeNull()
  expect(describeTwilioError(99999)).toBeNull()
})
