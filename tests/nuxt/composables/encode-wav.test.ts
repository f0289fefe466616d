import { expect, it } from 'vitest'
import { wavOf } from '~/composables/encode-wav'

it('channels_become_one_of_sixteen_bits', () => {
  const bytes = wavOf([new Float32Array([0, 1, -1, 0.5]), new Float32Array([0, 1, -1, -0.5])], 16_000)
  const view = new DataView(bytes)
  const text = (at: number) => String.fromCharCode(...new Uint8Array(bytes, at, 4))
  expect([text(0), text(8), text(12), text(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data'])
  expect(view.getUint32(4, true)).toBe(bytes.byteLength - 8)
  expect([20, 22, 32, 34].map((at) => view.getUint16(at, true))).toEqual([1, 1, 2, 16])
  expect([24, 28, 40].map((at) => view.getUint32(at, true))).toEqual([16_000, 32_000, 8])
  expect([44, 46, 48, 50].map((at) => view.getInt16(at, true))).toEqual([0, 32_767, -32_768, 0])
})

it('what_is_too_loud_is_cut_and_does_not_turn_over', () => {
  const view = new DataView(wavOf([new Float32Array([1.7, -3])], 8000))
  expect([44, 46].map((at) => view.getInt16(at, true))).toEqual([32_767, -32_768])
})
