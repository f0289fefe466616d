import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineContract } from '#shared/contracts/contract'
import { AppError } from '#server/errors'
import { failureAnswer, successAnswer } from '#server/http/envelope'

const now = new Date('2026-03-02T12:00:00.000Z')
const timestamp = '2026-03-02T12:00:00.000Z'
const common = {
  id: 'notes.x',
  path: '/api/notes',
  summary: '',
  access: 'public',
  data: z.any(),
  message: 'Done',
} as const
const get = defineContract({ ...common, method: 'GET' })
const create = defineContract({ ...common, method: 'POST', creates: true })
const list = defineContract({ ...common, method: 'GET', collection: 'notes' })
const page = { items: [{ id: 1 }], page: 2, perPage: 20, totalItems: 45 }

describe('success', () => {
  it('says_the_same_in_both_dialects_but_for_the_status_of_a_create', () => {
    const body = { success: true, data: { id: 1 }, message: 'Done', timestamp }
    expect(successAnswer('api', get, { id: 1 }, now)).toEqual({ status: 200, body })
    expect(successAnswer('v1', get, { id: 1 }, now)).toEqual({ status: 200, body })
    expect(successAnswer('api', create, { id: 1 }, now)).toEqual({ status: 200, body })
    expect(successAnswer('v1', create, { id: 1 }, now)).toEqual({ status: 201, body })
  })

  it('list_has_its_items_and_pages_where_each_document_puts_them', () => {
    expect(successAnswer('api', list, page, now).body).toEqual({
      success: true,
      data: [{ id: 1 }],
      pagination: { page: 2, per_page: 20, total_items: 45, total_pages: 3, has_next: true, has_prev: true },
      message: 'Done',
      timestamp,
    })
    expect(successAnswer('v1', list, page, now).body).toEqual({
      success: true,
      data: { notes: [{ id: 1 }], pagination: { page: 2, limit: 20, total: 45, total_pages: 3 } },
      message: 'Done',
      timestamp,
    })
  })

  it.each([
    [
      { page: 1, totalItems: 0 },
      { total_pages: 0, has_next: false, has_prev: false },
    ],
    [
      { page: 1, totalItems: 20 },
      { total_pages: 1, has_next: false, has_prev: false },
    ],
    [
      { page: 1, totalItems: 21 },
      { total_pages: 2, has_next: true, has_prev: false },
    ],
    [
      { page: 9, totalItems: 21 },
      { total_pages: 2, has_next: false, has_prev: true },
    ],
  ])('page %j is described as %j', (at, pagination) => {
    expect(successAnswer('api', list, { ...page, ...at }, now).body).toMatchObject({ pagination })
  })

  it('list_by_cursor_says_only_whether_there_is_more', () => {
    const byCursor = { ...page, totalItems: null, nextCursor: 'abc' }
    expect(successAnswer('api', list, byCursor, now).body).toMatchObject({
      pagination: { per_page: 20, has_next: true, next_cursor: 'abc' },
    })
    expect(successAnswer('v1', list, { ...byCursor, nextCursor: null }, now).body).toMatchObject({
      data: { notes: [{ id: 1 }], pagination: { limit: 20, has_next: false, next_cursor: null } },
    })
  })
})

describe('failure', () => {
  const error = new AppError('VALIDATION_ERROR', 'to: is missing', { field: 'to' }, { cause: new Error('secret') })

  it('has_code_words_and_details_in_both_dialects_and_never_the_cause', () => {
    const details = { field: 'to' }
    expect(failureAnswer('api', error, now)).toEqual({
      status: 422,
      body: { success: false, error: { code: 'VALIDATION_ERROR', message: 'to: is missing', details }, timestamp },
    })
    expect(failureAnswer('v1', error, now)).toEqual({
      status: 422,
      body: { success: false, message: 'to: is missing', error_code: 'VALIDATION_ERROR', details, timestamp },
    })
  })

  it('malformed_json_has_a_status_of_its_own_under_the_same_code', () => {
    expect(failureAnswer('api', new AppError('MALFORMED_JSON'), now)).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: null } },
    })
  })
})
