import { invalid } from '../errors'

/**
 * Refuses a read-only field that differs from what is there; equal ones are what GET gave, taken back.
 *
 * @throws AppError VALIDATION_ERROR naming the field
 */
export function refuseChangedReadOnly(current: Record<string, unknown>, given: Record<string, unknown>): void {
  for (const [field, value] of Object.entries(given)) {
    if (JSON.stringify(value) !== JSON.stringify(current[field])) throw invalid(field, 'cannot be changed')
  }
}
