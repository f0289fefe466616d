import { expect, it } from 'vitest'
import { indentXml } from '#shared/communication/indent-xml.ts'

it('elements_stand_on_lines_of_their_own', () => {
  const xml = '<?xml version="1.0"?><Response><Gather a="1"><Say>Hi</Say></Gather><Play>x</Play><Hangup/></Response>'
  expect(indentXml(xml)).toBe(
    [
      '<?xml version="1.0"?>',
      '<Response>',
      '  <Gather a="1">',
      '    <Say>Hi</Say>',
      '  </Gather>',
      '  <Play>x</Play>',
      '  <Hangup/>',
      '</Response>',
    ].join('\n'),
  )
})

it('what_stands_beside_text_keeps_its_place_and_its_spaces', () => {
  const say = '<Say>At <prosody rate="slow">8 <say-as interpret-as="time">am</say-as></prosody>  &amp; then</Say>'
  expect(indentXml(`<Response>${say}</Response>`)).toBe(`<Response>\n  ${say}\n</Response>`)
})

it.each(['', 'no xml', '<Response/>', '<Response></Response>', '<a><b></a>'])('takes_anything: %j', (xml) => {
  expect(indentXml(xml).replaceAll(/\n */g, '')).toBe(xml)
})
