import type { Communication, HistoryItem } from '#shared/contracts/communication'
import { outcomeOf } from '#shared/communication/status'
import type { z } from 'zod'
import type { communicationLog } from '../../db/schema/communication-log'
import { fromMicros } from '../tenants/settings-form'

export type LogRow = typeof communicationLog.$inferSelect
export type CommunicationForm = z.input<typeof Communication>
export type HistoryForm = z.input<typeof HistoryItem>

/** A ledger row as the API says it. */
export function communicationForm(row: LogRow): CommunicationForm {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    network_type: row.networkType,
    direction: row.direction,
    to_number: row.toNumber,
    from_number: row.fromNumber,
    message_content: row.messageContent,
    twilio_sid: row.twilioSid,
    status: row.status as CommunicationForm['status'],
    outcome: outcomeOf(row.status),
    provider_status: row.providerStatus,
    error_code: row.errorCode,
    error_message: row.errorMessage,
    xml_filename: row.xmlFilename,
    cost_amount: row.costAmount === null ? null : fromMicros(row.costAmount),
    cost_currency: row.costCurrency,
    duration_seconds: row.durationSeconds,
    segments: row.segments,
    encoding: row.encoding,
    voice_message_id: row.voiceMessageId,
    inbound_result: row.inboundResult,
    retry_of: row.retryOf,
    is_test: row.isTest,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    ended_at: row.endedAt,
  }
}
