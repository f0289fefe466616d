import { expect, it } from 'vitest'
import { tokenise } from '../../../../shared/template/tokenise.ts'
import { listAudioFiles, listVariables } from '../../../../shared/template/variables.ts'

const { tokens } = tokenise('{b} {a}~SSML~date {MP3~x} {a}~SSML~time {b}~SSML~digits {a}~SSML~date {MP3~y} {MP3~x}')

it('lists variables in the order of their first use, with the types they are used under', () => {
  expect(listVariables(tokens)).toEqual([
    { name: 'b', ssmlTypes: ['digits'], plain: true },
    { name: 'a', ssmlTypes: ['date', 'time'], plain: false },
  ])
})

it('lists audio files once', () => {
  expect(listAudioFiles(tokens)).toEqual(['x', 'y'])
})
