import { describe, expect, it } from 'vitest'
import { plainCharacter, toPlainText } from '#shared/template/plain-sms'
import { describeSms } from '#shared/template/sms-encoding'

describe('plain_text', () => {
  it('of_what_a_word_processor_writes_fits_gsm_7', () => {
    const plain = toPlainText('“It’s 5 – 6 o’clock…”\u00A0OK')
    expect(plain).toBe('"It\'s 5 - 6 o\'clock..." OK')
    expect(describeSms(plain).encoding).toBe('GSM-7')
  })

  it('keeps_what_has_no_stand_in_and_what_gsm_7_has_anyway', () => {
    expect(toPlainText('Привет 👋 á à é €\r\n{name}')).toBe('Привет 👋 á à é €\r\n{name}')
    expect(plainCharacter('á')).toBeUndefined()
  })

  it('is_gsm_7_for_every_character_that_it_knows', () => {
    for (let code = 0x80; code < 0x3100; code++) {
      const plain = plainCharacter(String.fromCharCode(code))
      if (plain !== undefined) expect(describeSms(`a${plain}`).encoding, code.toString(16)).toBe('GSM-7')
    }
  })
})
