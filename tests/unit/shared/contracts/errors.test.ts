import { expect, it } from 'vitest'
import { ERRORS, publicErrorCode, type ErrorName } from '#shared/contracts/errors'

/** What the documentation promises callers. */
const PROMISED: Record<string, number[]> = {
  VALIDATION_ERROR: [422, 400],
  AUTH_REQUIRED: [401],
  AUTH_INVALID: [401],
  PERMISSION_DENIED: [403],
  TENANT_ACCESS_DENIED: [403],
  ORIGIN_NOT_ALLOWED: [403],
  NOT_FOUND: [404],
  CREDENTIAL_NOT_FOUND: [404],
  CONFLICT: [409],
  NOT_CONFIGURED: [409],
  FILE_NAME_TAKEN: [409],
  FILE_IN_USE: [409],
  FILE_EMPTY: [422],
  FILE_DAMAGED: [422],
  FILE_TYPE_NOT_ALLOWED: [415],
  FILE_AMBIGUOUS: [415],
  STORAGE_QUOTA_EXCEEDED: [422],
  PAYLOAD_TOO_LARGE: [413],
  UNSUPPORTED_MEDIA_TYPE: [415],
  OPTED_OUT: [422],
  COUNTRY_NOT_ALLOWED: [422],
  DAILY_LIMIT_REACHED: [422],
  QUIET_HOURS: [422],
  INTEGRATION_TEST_FAILED: [422],
  RATE_LIMITED: [429],
  SERVER_ERROR: [500],
  EXTERNAL_API_ERROR: [502],
  PROVIDER_TIMEOUT: [504],
}

it('every_promised_code_has_its_status_and_no_other_code_leaves', () => {
  const said: Record<string, number[]> = {}
  for (const [name, { status }] of Object.entries(ERRORS))
    (said[publicErrorCode(name as ErrorName)] ??= []).push(status)
  const sorted = (table: Record<string, number[]>) =>
    Object.fromEntries(Object.entries(table).map(([code, statuses]) => [code, new Set(statuses)]))
  expect(sorted(said)).toEqual({ ...sorted(PROMISED), PERMISSION_DENIED: new Set([403]) })
})

it('every_error_has_words_for_when_nobody_has_better_ones', () => {
  for (const { message } of Object.values(ERRORS)) expect(message).toMatch(/^[A-Z].{10,}[^.]$/)
})
