import type { exportHistory as ExportHistory } from '#shared/contracts/communication'
import type { InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../../context/tenant-context'
import { csvOf } from '../csv'
import type { HistoryForm } from './form'
import { historyForms } from './history-form'
import { findHistory, type HistoryCursor, type HistoryFilter } from './history.queries'
import { filterOf } from './read-history'

/** Rows that are in memory at a time. */
const PAGE_ROWS = 500

const COLUMNS = [
  'id',
  'created_at',
  'network_type',
  'direction',
  'from_number',
  'to_number',
  'status',
  'outcome',
  'message_content',
  'voice_message_id',
  'voice_message_name',
  'segments',
  'encoding',
  'duration_seconds',
  'cost_amount',
  'cost_currency',
  'error_code',
  'error_message',
  'twilio_sid',
  'retry_of',
  'is_test',
  'updated_at',
  'ended_at',
] as const satisfies readonly (keyof HistoryForm)[]

/** What the list shows, all of it, as CSV. */
export function exportHistory(ctx: TenantContext, { query }: InputOf<typeof ExportHistory>): AsyncIterable<string> {
  return csvOf(COLUMNS, pagesOf(ctx, filterOf(ctx, query)))
}

async function* pagesOf(ctx: TenantContext, filter: HistoryFilter): AsyncGenerator<HistoryForm[]> {
  let after: HistoryCursor | undefined
  do {
    const rows = await findHistory(ctx.db, filter, { limit: PAGE_ROWS, offset: 0, after })
    yield await historyForms(ctx, rows)
    after = rows.length === PAGE_ROWS ? rows.at(-1) : undefined
  } while (after)
}
