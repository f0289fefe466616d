/** Every error code of the API, its HTTP status, and what it says when the code that raised it has no better words. */
export const ERRORS = {
  VALIDATION_ERROR: { status: 422, message: 'The request is not valid' },
  MALFORMED_JSON: { status: 400, message: 'The body is not valid JSON in UTF-8', code: 'VALIDATION_ERROR' },
  AUTH_REQUIRED: { status: 401, message: 'An API key or a token is required' },
  AUTH_INVALID: { status: 401, message: 'The API key or token is not valid' },
  PERMISSION_DENIED: { status: 403, message: 'This key may not do that' },
  TENANT_ACCESS_DENIED: { status: 403, message: 'The tenant named is not the tenant of this key' },
  ORIGIN_NOT_ALLOWED: { status: 403, message: 'This origin may not call' },
  SIGNATURE_INVALID: { status: 403, message: 'The signature is missing or wrong', code: 'PERMISSION_DENIED' },
  NOT_FOUND: { status: 404, message: 'There is nothing by that name here' },
  CREDENTIAL_NOT_FOUND: { status: 404, message: 'There is no such credential' },
  CONFLICT: { status: 409, message: 'That is in conflict with what is there' },
  NOT_CONFIGURED: { status: 409, message: 'Something has to be set up first' },
  FILE_NAME_TAKEN: { status: 409, message: 'A file of that name is there already' },
  FILE_IN_USE: { status: 409, message: 'Templates play this file' },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'The body is of a type that is not taken here' },
  FILE_EMPTY: { status: 422, message: 'The file holds nothing' },
  FILE_TYPE_NOT_ALLOWED: { status: 415, message: 'The content of the file is of a type that is not taken' },
  FILE_AMBIGUOUS: { status: 415, message: 'The file can be read as two types at once' },
  FILE_DAMAGED: { status: 422, message: 'The content of the file cannot be read' },
  STORAGE_QUOTA_EXCEEDED: { status: 422, message: 'There is no room for this file' },
  OPTED_OUT: { status: 422, message: 'This number has opted out' },
  COUNTRY_NOT_ALLOWED: { status: 422, message: 'Numbers of this country are not allowed' },
  DAILY_LIMIT_REACHED: { status: 422, message: "The day's limit is reached" },
  QUIET_HOURS: { status: 422, message: 'It is quiet hours where this number is' },
  INTEGRATION_TEST_FAILED: { status: 422, message: 'The credential failed its test' },
  RATE_LIMITED: { status: 429, message: 'Too many requests; wait and try again' },
  SERVER_ERROR: { status: 500, message: 'Something failed on our side' },
  EXTERNAL_API_ERROR: { status: 502, message: 'The provider refused' },
  PROVIDER_TIMEOUT: { status: 504, message: 'The provider did not answer in time' },
} as const satisfies Record<string, { status: number; message: string; code?: string }>

export type ErrorName = keyof typeof ERRORS

/** The code as callers see it: a few names differ only in their status. */
export function publicErrorCode(name: ErrorName): string {
  const entry = ERRORS[name]
  return 'code' in entry ? entry.code : name
}
