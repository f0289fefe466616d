import { expect } from 'vitest'

/** An error in the shape of its dialect, with nothing of our insides in it. */
export function expectError(dialect: string, body: any, code: string, details: unknown = expect.anything()) {
  const shown =
    dialect === '/v1' ? { success: false, error_code: code, details } : { success: false, error: { code, details } }
  expect(body).toMatchObject(shown)
  expect(JSON.stringify(body)).not.toMatch(/\bat \/|node_modules|SQLITE|sqlite/)
}
