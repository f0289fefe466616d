import { inArray } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { voiceMessages } from '../../db/schema/voice-messages'
import { communicationForm, type HistoryForm, type LogRow } from './form'

/** Ledger rows with the names of their templates, which are kept when a template is removed. */
export async function historyForms(ctx: TenantContext, rows: readonly LogRow[]): Promise<HistoryForm[]> {
  const ids = [...new Set(rows.flatMap((row) => row.voiceMessageId ?? []))]
  const templates = ids.length === 0 ? [] : await ctx.db.find(voiceMessages, { where: inArray(voiceMessages.id, ids) })
  const names = new Map(templates.map(({ id, name }) => [id, name]))
  return rows.map((row) => ({
    ...communicationForm(row),
    voice_message_name: (row.voiceMessageId !== null && names.get(row.voiceMessageId)) || null,
  }))
}
