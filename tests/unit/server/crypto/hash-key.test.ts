import { expect, it } from 'vitest'
import { constantTimeEqual, hashKey } from '#server/crypto/hash-key'

const secret = 's'.repeat(32)

it('same_key_and_secret_give_the_same_hash_and_nothing_else_does', () => {
  const hash = hashKey('key-1', secret)
  expect(hashKey('key-1', secret)).toBe(hash)
  expect(hashKey('key-2', secret)).not.toBe(hash)
  expect(hashKey('key-1', `${secret}x`)).not.toBe(hash)
  expect(hash).not.toContain('key-1')
})

it.each([
  ['same', 'same', true],
  ['', '', true],
  ['same', 'samE', false],
  ['a', 'ab', false],
  ['ä', 'a', false],
])('constant_time_comparison_of_%j_and_%j_is_%j', (left, right, equal) => {
  expect(constantTimeEqual(left, right)).toBe(equal)
})
