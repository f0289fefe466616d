import { describe, expect, it } from 'vitest'
import { decidePart } from '#server/http/decide-part'

const file = { sizeBytes: 10, etag: 'abc', modifiedAt: new Date('2026-11-20T10:00:00.700Z') }
const DATE = 'Fri, 20 Nov 2026 10:00:00 GMT'
const EARLIER = 'Fri, 20 Nov 2026 09:59:59 GMT'
const LATER = 'Fri, 20 Nov 2026 10:00:01 GMT'
const part = (start: number, end: number) => ({ status: 206, range: { start, end } })
const decide = (headers: Record<string, string>, method = 'GET') => decidePart(file, method, headers)

describe('range', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-9', 0, 9],
    ['bytes=3-5', 3, 5],
    ['bytes=9-9', 9, 9],
    ['bytes=3-', 3, 9],
    ['bytes=0-', 0, 9],
    ['bytes=3-10', 3, 9],
    ['bytes=3-99999999999999999999999', 3, 9],
    ['bytes=-1', 9, 9],
    ['bytes=-10', 0, 9],
    ['bytes=-99999999999999999999999', 0, 9],
    ['Bytes=3-5', 3, 5],
    ['bytes= 3-5 ', 3, 5],
    ['bytes=003-005', 3, 5],
  ])('%s is bytes %i to %i', (range, start, end) => expect(decide({ range })).toEqual(part(start, end)))

  it.each(['bytes=10-', 'bytes=10-10', 'bytes=99999999999999999999999-', 'bytes=-0', 'bytes=-000'])(
    '%s cannot be had',
    (range) => expect(decide({ range })).toEqual({ status: 416 }),
  )

  it.each([
    ...[
      '',
      'bytes',
      'bytes=',
      'bytes=-',
      'bytes=a-b',
      'bytes=1',
      'bytes=5-3',
      'bytes=-5-3',
      'bytes=1-2-3',
      'bytes=+1-2',
    ],
    ...[
      'bytes=1.0-2',
      'bytes=1 - 2',
      'bytes=0x1-2',
      'bytes=٣-٥',
      'items=0-1',
      'bytes:0-1',
      'bytes=0-1,3-4',
      'bytes=0-1,',
    ],
  ])('%j counts as absent', (range) => expect(decide({ range })).toEqual({ status: 200 }))

  it.each(['bytes=0-', 'bytes=0-0', 'bytes=-1'])('%s of nothing cannot be had', (range) =>
    expect(decidePart({ ...file, sizeBytes: 0 }, 'GET', { range })).toEqual({ status: 416 }),
  )

  it('head_has_no_ranges', () => expect(decide({ range: 'bytes=3-5' }, 'HEAD')).toEqual({ status: 200 }))

  it.each([
    ['"abc"', part(3, 5)],
    [DATE, part(3, 5)],
    ['"other"', { status: 200 }],
    ['W/"abc"', { status: 200 }],
    ['abc', { status: 200 }],
    ['*', { status: 200 }],
    [EARLIER, { status: 200 }],
    [LATER, { status: 200 }],
    ['', { status: 200 }],
  ])('if_range_%j', (ifRange, decided) => {
    expect(decide({ range: 'bytes=3-5', 'if-range': ifRange })).toEqual(decided)
    expect(decide({ 'if-range': ifRange })).toEqual({ status: 200 })
  })

  it('if_range_that_does_not_hold_sends_the_whole_and_never_416', () =>
    expect(decide({ range: 'bytes=10-', 'if-range': '"other"' })).toEqual({ status: 200 }))
})

describe('conditions', () => {
  it.each([
    [{ 'if-none-match': '"abc"' }, 304],
    [{ 'if-none-match': 'W/"abc"' }, 304],
    [{ 'if-none-match': '"x", "abc" , "y"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"x"' }, 200],
    [{ 'if-none-match': 'abc' }, 200],
    [{ 'if-none-match': '' }, 200],
    [{ 'if-none-match': '"x", W/"y' }, 200],
    [{ 'if-modified-since': DATE }, 304],
    [{ 'if-modified-since': LATER }, 304],
    [{ 'if-modified-since': EARLIER }, 200],
    [{ 'if-modified-since': 'yesterday' }, 200],
    [{ 'if-none-match': '"x"', 'if-modified-since': LATER }, 200],
    [{ 'if-match': '"abc"' }, 200],
    [{ 'if-match': '"x", "abc"' }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-match': 'W/"abc"' }, 412],
    [{ 'if-unmodified-since': DATE }, 200],
    [{ 'if-unmodified-since': EARLIER }, 412],
    [{ 'if-unmodified-since': 'never' }, 200],
    [{ 'if-match': '"abc"', 'if-unmodified-since': EARLIER }, 200],
    [{ 'if-match': '"x"', 'if-none-match': '"abc"' }, 412],
  ] as [Record<string, string>, number][])('%j is %i', (headers, status) => {
    expect(decide(headers)).toEqual({ status })
    expect(decide(headers, 'HEAD')).toEqual({ status })
  })

  it('conditions_come_before_the_range', () => {
    expect(decide({ range: 'bytes=10-', 'if-none-match': '"abc"' })).toEqual({ status: 304 })
    expect(decide({ range: 'bytes=10-', 'if-match': '"x"' })).toEqual({ status: 412 })
    expect(decide({ range: 'bytes=3-5', 'if-match': '"abc"', 'if-none-match': '"x"' })).toEqual(part(3, 5))
  })
})
