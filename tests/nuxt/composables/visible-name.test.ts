import { expect, it } from 'vitest'
import { visibleName } from '~/composables/visible-name'

it.each([
  ['jingle.wav', 'jingle.wav'],
  ['Grüße 😀 مرحبا.mp3', 'Grüße 😀 مرحبا.mp3'],
  ['a\nb\tc\u0000.mp3', 'a␊b␉c␀.mp3'],
  ['gnp.\u202e3pm', 'gnp.[U+202E]3pm'],
  ['a\u200bb\u2066c\u007f\u0085', 'a[U+200B]b[U+2066]c␡[U+0085]'],
  ['half \ud83d', 'half [U+D83D]'],
])('nothing_of_a_name_is_hidden: %j', (name, shown) => expect(visibleName(name)).toBe(shown))
