import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { INTERPRET_AS, SAY_AS_FORMATS, SAY_LANGUAGES, SAY_VOICES } from '../../../../shared/template/twiml-enums.ts'

const types = readFileSync(createRequire(import.meta.url).resolve('twilio/lib/twiml/VoiceResponse.d.ts'), 'utf8')

it.each([
  ['SayVoice', SAY_VOICES],
  ['SayLanguage', SAY_LANGUAGES],
  ['SsmlSayAsInterpretAs', INTERPRET_AS],
  ['SsmlSayAsFormat', SAY_AS_FORMATS],
])("has exactly the values of the SDK's %s", (name, values) => {
  const [, union = ''] = new RegExp(`type ${name} = ([^;]+);`).exec(types) ?? []
  expect(values).toEqual([...union.matchAll(/"([^"]+)"/g)].map((match) => match[1]))
})
