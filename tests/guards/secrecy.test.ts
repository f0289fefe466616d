import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { SECRECY_DIR } from '../support/paths.ts'
import { secretsIn, type Planted } from '../support/secrecy/planted.ts'
import { searchFor } from '../support/secrecy/search.ts'
import type { SecrecyReport } from '../support/secrecy/watch.ts'

describe('what the tests with a server left behind', () => {
  let reports: SecrecyReport[]
  beforeAll(() => {
    const names = existsSync(SECRECY_DIR) ? readdirSync(SECRECY_DIR) : []
    reports = names.map((name) => JSON.parse(readFileSync(join(SECRECY_DIR, name), 'utf8')))
  })
  const sum = (count: (report: SecrecyReport) => number) => reports.reduce((total, each) => total + count(each), 0)

  it('was_searched_for_hundreds_of_secrets', () => {
    const hint = `Nothing to read in ${SECRECY_DIR}: run the API and the browser tests first`
    expect(
      sum(({ secrets }) => secrets),
      hint,
    ).toBeGreaterThan(300)
    expect(sum(({ searched }) => searched.databaseBytes)).toBeGreaterThan(10_000_000)
    expect(sum(({ searched }) => searched.logLines)).toBeGreaterThan(5_000)
    expect(sum(({ searched }) => searched.answers)).toBeGreaterThan(3_000)
  })

  it.skipIf(noBrowser)('includes_what_pages_were_given', () => {
    expect(sum(({ searched }) => searched.pageAnswers)).toBeGreaterThan(500)
  })

  it('holds_no_secret', () => {
    expect(reports.flatMap(({ test, found }) => found.map((each) => `${test}: ${each}`))).toEqual([])
  })
})

describe('the search', () => {
  const token: Planted = { secret: 'f4a1c09b7e-"secret"/of+acme', name: 'auth_token', from: null }
  const other: Planted = { secret: 'another-one-0123456789', name: 'password', from: null }
  const found = (text: string) => [...searchFor([token, other])(text)].map(({ name }) => name)

  it.each([
    ['as it is', `token=${token.secret};`],
    ['in JSON', JSON.stringify({ nested: token.secret })],
    ['in an address', `/path?t=${encodeURIComponent(token.secret)}`],
    ['in hexadecimal', Buffer.from(token.secret).toString('hex')],
    ['as Basic', Buffer.from(`AC0123:${token.secret}`).toString('base64')],
    ['after one more letter', Buffer.from(`AC01234:${token.secret} and more`).toString('base64')],
    ['after two more letters', Buffer.from(`AC012345:${token.secret}`).toString('base64url')],
  ])('finds_one_%s', (_, text) => expect(found(`before ${text} behind`)).toEqual(['auth_token']))

  it('finds_several_and_nothing_else', () => {
    expect(found(`${other.secret}${token.secret}`)).toEqual(['password', 'auth_token'])
    expect(found('f4a1c09b7e, another-one')).toEqual([])
  })

  it('does_not_take_a_sid_for_the_token_that_it_holds', () => {
    const search = searchFor([{ secret: `${'a'.repeat(30)}01`, name: 'auth_token', from: null }])
    expect(search(`AC${'a'.repeat(30)}01`).size).toBe(0)
    expect(search(`"${'a'.repeat(30)}01"`).size).toBe(1)
  })

  it('knows_the_fields_of_secrets_and_leaves_masks_and_prose', () => {
    const body = {
      twilioAuthToken: 'token-of-twelve-and-more',
      nested: [
        {
          api_key_secret: '************0123',
          secret: 'prose of a person',
          apiKey: 'key-of-a-program',
          key: 'twilio-30003-of-words',
        },
      ],
      password: 'a long phrase of a person',
    }
    expect([...secretsIn(body, null)].map(({ name }) => name)).toEqual(['twilioAuthToken', 'apiKey', 'password'])
  })
})
