import { parse } from 'content-disposition'
import { expect, it } from 'vitest'
import { dispositionOf } from '#server/http/disposition'

const RLO = '\u202e'

/** The name that a recipient reads out of the header. */
const nameIn = (filename: string) => parse(dispositionOf('attachment', filename)).parameters.filename

it.each([
  ['jingle.mp3', 'jingle.mp3'],
  ['two words.wav', 'two words.wav'],
  ['say "hello"; really.mp3', 'say "hello"; really.mp3'],
  ['100%41.mp3', '100%41.mp3'],
  ['Begrüßung.mp3', 'Begrüßung.mp3'],
  ['こんにちは.mp3', 'こんにちは.mp3'],
  ['🎵.mp3', '🎵.mp3'],
  ['../../etc/passwd', '__.._etc_passwd'],
  ['C:\\music\\one.mp3', 'C:_music_one.mp3'],
  ['.htaccess', '_htaccess'],
  ['one\r\nset-cookie: a=b.mp3', 'one__set-cookie: a=b.mp3'],
  ['one\0.mp3', 'one_.mp3'],
  [`invoice${RLO}3pm.exe`, 'invoice_3pm.exe'],
  ['one\u2028two.mp3', 'one_two.mp3'],
  ['half \ud800 pair.mp3', 'half \ufffd pair.mp3'],
  ['', 'file'],
  ['   ', '_'],
  ['..', '_'],
])('%j is kept as %j', (filename, kept) => expect(nameIn(filename)).toBe(kept))

it.each(['a', 'é', '語', '🎵'])('long_name_of_%s_is_cut_at_a_whole_character_and_keeps_its_ending', (letter) => {
  const name = nameIn(`${letter.repeat(300)}.mp3`)!
  expect(name).toMatch(new RegExp(`^(${letter})+\\.mp3$`, 'u'))
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  expect(Buffer.byteLength(name)).toBeGreaterThan(250)
})

it('header_is_one_line_of_ascii', () => {
  for (const type of ['inline', 'attachment'] as const) {
    const header = dispositionOf(type, `"ü\r\n${RLO}\\/語;=%🎵`.repeat(60))
    expect(header).toMatch(new RegExp(`^${type}; filename="[\\x20-\\x7e]*"; filename\\*=UTF-8''[\\w.~%!-]+$`))
    expect(header.length).toBeLessThan(1200)
  }
})
