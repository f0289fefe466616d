import type { TenantContext } from '../../context/tenant-context'
import { recordAudit } from '../audit/record-audit'
import { SEALED, type SealedRow, type SealedTable } from './sealed-tables'

/** Rows looked at in one run: the secrets of each are opened and sealed in some milliseconds. */
const BATCH = 500

/** Where a run goes on. */
export interface ResealPlace {
  table: SealedTable['table']
  /** The last row of the run before, as the table orders them. */
  after: number
}

const BEGINNING: ResealPlace = { table: SEALED[0].table, after: 0 }

/**
 * Seals under the first key whatever a tenant has under an older one. What is sealed and not in `sealed-tables.ts` ends
 * within a day by itself: kept answers, and TOTP secrets that are being set up.
 */
export async function resealSecrets(ctx: TenantContext): Promise<void> {
  for (let next: ResealPlace | null = BEGINNING; next !== null;) next = await resealBatch(ctx, next)
}

/**
 * The same in runs of bounded length.
 *
 * @returns where to go on; null at the end
 */
export async function resealBatch(ctx: TenantContext, from: ResealPlace = BEGINNING): Promise<ResealPlace | null> {
  const begin = SEALED.findIndex(({ table }) => table === from.table)
  for (const [index, sealed] of SEALED.slice(begin).entries()) {
    const rows = await sealed.find(ctx, index === 0 ? from.after : 0, BATCH)
    for (const row of rows) await resealRow(ctx, row)
    if (rows.length === BATCH) return { table: sealed.table, after: rows.at(-1)!.place }
  }
  return null
}

async function resealRow(ctx: TenantContext, { entity, entityId, secrets, keep }: SealedRow): Promise<void> {
  const { sealedBox } = ctx.app
  const stale = Object.entries(secrets).filter(([, { sealed }]) => sealed !== null && sealedBox.isStale(sealed))
  if (stale.length === 0) return
  const anew = stale.map(([column, { sealed, at }]) => [column, sealedBox.seal(sealedBox.open(sealed!, at), at)])
  await ctx.db.transaction(async (tx) => {
    // What was changed meanwhile is under the first key with that; what of it is not is the next run's.
    if (!(await keep(tx, Object.fromEntries(anew)))) return
    await recordAudit(ctx, tx, {
      ...{ operation: 'reseal-secrets', entity, entityId },
      ...{ before: { encryption_key: 'older' }, after: { encryption_key: 'first' } },
    })
  })
}
