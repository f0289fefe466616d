import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSealedBox, type SealContext } from '#server/crypto/sealed-box'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const place: SealContext = {
  table: 'twilio_credentials',
  column: 'auth_token_sealed',
  tenantId: 'acme',
  rowId: 'row-1',
}
const box = createSealedBox(`k1:${key(1)}`)

describe('sealed box', () => {
  it.each(['', 'secret', 'Größe ☎ 𝄞', 'x'.repeat(100_000)])('opens_what_it_sealed', (plain) => {
    expect(box.open(box.seal(plain, place), place)).toBe(plain)
  })

  it('seals_the_same_text_differently_each_time_and_shows_nothing_of_it', () => {
    const [first, second] = [box.seal('secret-token', place), box.seal('secret-token', place)]
    expect(first).not.toBe(second)
    expect(first).toMatch(/^k1\.[\w-]+$/)
    expect(Buffer.from(first.split('.')[1]!, 'base64url').includes('secret-token')).toBe(false)
  })

  it.each([
    ['table', { table: 'users' }],
    ['column', { column: 'secondary_token_sealed' }],
    ['tenant', { tenantId: 'globex' }],
    ['row', { rowId: 'row-2' }],
  ])('value_copied_to_another_%s_does_not_open', (_what, changes) => {
    expect(() => box.open(box.seal('secret', place), { ...place, ...changes })).toThrow()
  })

  it('parts_of_the_context_that_run_together_are_told_apart', () => {
    const joined = { ...place, table: 'a', column: 'b","c' }
    const split = { ...place, table: 'a","b', column: 'c' }
    expect(() => box.open(box.seal('secret', joined), split)).toThrow()
  })

  it('every_changed_byte_is_noticed', () => {
    const [id, body] = box.seal('secret', place).split('.') as [string, string]
    const bytes = Buffer.from(body, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1
      expect(() => box.open(`${id}.${changed.toString('base64url')}`, place)).toThrow()
    }
  })

  it.each(['', 'k1', 'k1.', '.abc', 'k1.AAAA', `k1.${randomBytes(27).toString('base64url')}`])(
    'malformed_value_is_refused: %s',
    (sealed) => expect(() => box.open(sealed, place)).toThrow(),
  )
})

describe('key rotation', () => {
  const rotated = createSealedBox(`k2:${key(2)}, k1:${key(1)}`)

  it('first_key_seals_and_all_open', () => {
    const old = box.seal('secret', place)
    expect(rotated.open(old, place)).toBe('secret')
    expect(rotated.seal('secret', place)).toMatch(/^k2\./)
    expect(rotated.isStale(old)).toBe(true)
    expect(rotated.isStale(rotated.seal('secret', place))).toBe(false)
  })

  it('key_that_is_gone_opens_nothing_and_is_named', () => {
    const old = box.seal('secret', place)
    expect(() => createSealedBox(`k2:${key(2)}`).open(old, place)).toThrow('k1')
  })

  it('another_key_under_the_same_id_does_not_open', () => {
    expect(() => createSealedBox(`k1:${key(9)}`).open(box.seal('secret', place), place)).toThrow()
  })

  it('value_cannot_be_relabelled_as_sealed_by_another_key', () => {
    const same = createSealedBox(`k1:${key(1)},k2:${key(1)}`)
    const relabelled = same.seal('secret', place).replace(/^k1/, 'k2')
    expect(() => same.open(relabelled, place)).toThrow()
  })
})

describe('keys', () => {
  it('base64url_is_taken_as_well', () => {
    const bytes = Buffer.alloc(32, 0xfb)
    const [plain, url] = [
      createSealedBox(`k:${bytes.toString('base64')}`),
      createSealedBox(`k:${bytes.toString('base64url')}`),
    ]
    expect(url.open(plain.seal('secret', place), place)).toBe('secret')
  })

  it.each([
    ['none', ''],
    ['too short', `k1:${Buffer.alloc(31).toString('base64')}`],
    ['too long', `k1:${Buffer.alloc(33).toString('base64')}`],
    ['without an id', key(1)],
    ['an id twice', `k1:${key(1)},k1:${key(2)}`],
    ['no base64', `k1:${'!'.repeat(44)}`],
  ])('refused: %s', (_what, keys) => expect(() => createSealedBox(keys)).toThrow())

  it('refusal_does_not_print_the_key', () => {
    const short = Buffer.alloc(20, 7).toString('base64')
    expect(() => createSealedBox(`k1:${short}`)).toThrow(/^(?!.*BwcH).*k1/)
  })
})
