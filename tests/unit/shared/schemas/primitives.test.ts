import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as schemas from '#shared/schemas/primitives'

const cases: [string, z.ZodType, unknown[], unknown[]][] = [
  [
    'E164',
    schemas.E164,
    ['+12025550123', '+491701234567', '+19'],
    ['12025550123', '+0123', '+1202555 0123', '+1', '+1234567890123456', '+12025550123\n', '', null, 12025550123],
  ],
  [
    'TenantId',
    schemas.TenantId,
    ['a', 'acme-corp', '0'.repeat(50)],
    ['', 'Acme', 'a_b', 'a/b', '..', 'ä', 'a'.repeat(51), 'acme\n'],
  ],
  [
    'RowId',
    schemas.RowId,
    [1, '1', '9007199254740991'],
    [0, -1, 1.5, 'abc', '', '9007199254740992', 'Infinity', '1e3', '0x10', '01', ' 5', true, [5], null],
  ],
  ['Currency', schemas.Currency, ['USD', 'EUR'], ['usd', 'US', 'USDD', '']],
  ['CountryCode', schemas.CountryCode, ['US', 'DE'], ['us', 'USA', '']],
  [
    'TimeZone',
    schemas.TimeZone,
    ['UTC', 'America/New_York', 'Europe/Berlin'],
    ['', 'Mars/Base', 'America/New York', '../etc'],
  ],
  ['TimeOfDay', schemas.TimeOfDay, ['00:00', '21:30', '23:59'], ['24:00', '9:00', '21:60', '21:00:00', '']],
  [
    'Origin',
    schemas.Origin,
    ['https://example.com', 'http://localhost:8080'],
    ['https://example.com/', 'https://example.com/a', 'example.com', '*', 'null', ''],
  ],
  [
    'Instant',
    schemas.Instant,
    ['2026-03-02T12:00:00Z', '2026-03-02T12:00:00.000+02:00'],
    ['2026-03-02', '2026-03-02T12:00:00', '2026-02-30T12:00:00Z', ''],
  ],
  [
    'TemplateVariables',
    schemas.TemplateVariables,
    [{}, { name: 'Ann', n: 1, yes: true, none: null }, { 'a.b-c_1': 'x' }, { name: '</Say>{other}' }],
    [{ '1a': 'x' }, { '': 'x' }, { 'a b': 'x' }, { name: {} }, { name: ['x'] }, { name: 'x'.repeat(65_537) }, []],
  ],
]

describe.each(cases)('%s', (_name, schema, good, bad) => {
  it.each(good.map((value) => [value]))('takes %j', (value) => expect(schema.safeParse(value).success).toBe(true))
  it.each(bad.map((value) => [value]))('refuses %j', (value) => expect(schema.safeParse(value).success).toBe(false))
})

describe('variables', () => {
  it('more_than_200_are_refused', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, 'x']))
    expect(schemas.TemplateVariables.safeParse(many(200)).success).toBe(true)
    expect(schemas.TemplateVariables.safeParse(many(201)).success).toBe(false)
  })

  it('names_of_object_parts_are_only_names', () => {
    const parsed = schemas.TemplateVariables.parse(JSON.parse('{"constructor": "x", "toString": "y"}'))
    expect(Object.entries(parsed)).toEqual([
      ['constructor', 'x'],
      ['toString', 'y'],
    ])
  })
})

describe('row ids', () => {
  it('given_as_digits_are_numbers_afterwards_and_may_be_left_out', () => {
    const body = z.strictObject({ id: schemas.RowId.optional() })
    expect(body.parse({ id: '42' })).toEqual({ id: 42 })
    expect(body.parse({ id: 42 })).toEqual({ id: 42 })
    expect(body.parse({})).toEqual({})
  })
})

describe('pages', () => {
  const Query = z.strictObject(schemas.Paging)

  it('are_numbers_in_plain_digits_and_may_be_left_out', () => {
    expect(Query.parse({ page: '2', limit: '100' })).toEqual({ page: 2, limit: 100 })
    expect(Query.parse({})).toEqual({})
  })

  it.each([{ page: '0' }, { page: '0x2' }, { page: '1.5' }, { page: '' }, { page: ['1', '2'] }, { per_page: '101' }])(
    '%j is refused',
    (query) => expect(Query.safeParse(query).success).toBe(false),
  )

  it.each([
    [{}, { page: 1, perPage: 20, offset: 0 }],
    [
      { page: 3, per_page: 10 },
      { page: 3, perPage: 10, offset: 20 },
    ],
    [
      { page: 2, limit: 50, per_page: 10 },
      { page: 2, perPage: 50, offset: 50 },
    ],
  ])('%j begins at its place', (query, page) => expect(schemas.pageOf(query)).toEqual(page))
})
