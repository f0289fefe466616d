import { describe, expect, it } from 'vitest'
import { readRecipients } from '#shared/recipients/read-recipients'
import { withoutRecipients } from '#shared/recipients/without-recipients'

const numbers = (text: string, country: 'US' | 'GB' = 'US') =>
  readRecipients(text, country).recipients.map(({ number, problem }) => number ?? problem)
const ANN = '+12025550123'
const BOB = '+12025550124'

describe('numbers', () => {
  it.each([
    ['(202) 555-0123', [ANN]],
    ['202.555.0123', [ANN]],
    ['1-202-555-0123', [ANN]],
    ['+1 202 555 0123', [ANN]],
    ['+12025550123,+12025550124', [ANN, BOB]],
    ['+12025550123; (202) 555-0124', [ANN, BOB]],
    ['+12025550123\t2025550124', [ANN, BOB]],
    ['+12025550123 +12025550124', [ANN, BOB]],
    ['202-555-0123 202-555-0124', [ANN, BOB]],
    ['\r\n\r\n+12025550123\r\n\r\n202 555 0124\n', [ANN, BOB]],
    ['0044 20 7183 8750', ['+442071838750']],
    ['442071838750', ['+442071838750']],
    ["'+12025550123", [ANN]],
    ['', []],
    [' , ;\n', []],
  ])('reads_%j', (text, expected) => {
    expect(numbers(text)).toEqual(expected)
  })

  it('are_read_as_the_country_writes_them', () => {
    expect(numbers('020 7183 8750', 'GB')).toEqual(['+442071838750'])
  })

  it.each([
    ['555-01', 'too_short'],
    ['+1 202 555 0123 456 78', 'too_long'],
    ['Ann', 'no_number'],
    ['+99912345678', 'not_possible'],
  ])('says_what_is_wrong_with_%j', (text, problem) => {
    expect(numbers(text)).toEqual([problem])
  })

  it('a_second_spelling_of_the_same_number_is_a_duplicate', () => {
    const { recipients } = readRecipients('+12025550123\n(202) 555-0123', 'US')
    expect(recipients.map(({ problem }) => problem)).toEqual([null, 'duplicate'])
  })
})

describe('names', () => {
  it.each([
    'Ann Lee <+12025550123>',
    '"Ann Lee" <(202) 555-0123>',
    'Ann Lee, +12025550123',
    'Ann Lee: 202 555 0123',
    'Ann Lee +12025550123',
  ])('%j', (text) => {
    expect(readRecipients(text, 'US')).toMatchObject({
      recipients: [{ number: ANN, variables: { name: 'Ann Lee' } }],
      variables: ['name'],
    })
  })

  it('several_in_a_line_keep_their_own', () => {
    const { recipients } = readRecipients('Ann <+12025550123>, Bob <+12025550124>', 'US')
    expect(recipients.map(({ number, variables }) => [number, variables])).toEqual([
      [ANN, { name: 'Ann' }],
      [BOB, { name: 'Bob' }],
    ])
  })
})

describe('a_table', () => {
  it('gives_variables_for_each', () => {
    const list = readRecipients(
      'number,customer_name,amount\n+12025550123,"Lee, Ann",12.50\n(202) 555-0124,"Bob ""B"" Ray",\n',
      'US',
    )
    expect(list.variables).toEqual(['customer_name', 'amount'])
    expect(list.recipients.map(({ number, variables }) => [number, variables])).toEqual([
      [ANN, { customer_name: 'Lee, Ann', amount: '12.50' }],
      [BOB, { customer_name: 'Bob "B" Ray' }],
    ])
  })

  it.each(['Name;Phone\nAnn;2025550123', 'Name\tMobile\nAnn\t202 555 0123', '\uFEFFName,Phone Number\nAnn,2025550123'])(
    '%j',
    (text) => {
      expect(readRecipients(text, 'US').recipients).toMatchObject([{ number: ANN, variables: { Name: 'Ann' } }])
    },
  )

  it('names_columns_that_cannot_be_variables', () => {
    const list = readRecipients('phone,First name,2nd,\n2025550123,Ann,x,y', 'US')
    expect(list).toMatchObject({ variables: ['First_name'], ignoredColumns: ['2nd'] })
  })

  it('without_a_number_in_a_row_says_so', () => {
    expect(numbers('number,name\n,Ann')).toEqual(['no_number'])
  })
})

describe('taking_some_out', () => {
  const without = (text: string) =>
    withoutRecipients(text, readRecipients(text, 'US'), ({ problem }) => problem !== null)

  it.each([
    ['+12025550123, 555, +12025550124', '+12025550123, +12025550124'],
    ['555, +12025550123', '+12025550123'],
    ['+12025550123\nnonsense\n+12025550124', '+12025550123\n+12025550124'],
    ['Ann <+12025550123>; Bob <5>; Cy <+12025550124>', 'Ann <+12025550123>; Cy <+12025550124>'],
    ['number,name\n555,Ann\n+12025550123,', 'number,name\n+12025550123,'],
    ['+12025550123 (202) 555-0123', '+12025550123'],
  ])('of_%j', (text, expected) => {
    expect(without(text)).toBe(expected)
  })
})
