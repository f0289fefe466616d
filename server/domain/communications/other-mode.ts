import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import type { LogRow } from './form'

/**
 * Keeps test and live apart: a test key must not hang up a real call, and a live key must not really send what a test
 * key made up.
 *
 * @throws AppError CONFLICT
 */
export function refuseOtherMode(ctx: TenantContext, row: LogRow): void {
  if (row.isTest === ctx.principal.isTest) return
  const needed = row.isTest ? 'a test key' : 'a live key'
  throw new AppError('CONFLICT', `It was made in the other mode: use ${needed}`, { is_test: row.isTest })
}
