import { eq } from 'drizzle-orm'
import type { VariableValues } from '#shared/template/variables'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { voiceXml } from '../../db/schema/voice-xml'
import type { TenantDb } from '../../db/tenant-db'
import { recordAudit } from '../audit/record-audit'
import { passGate } from '../compliance/gate'
import { addEvent } from './events'
import { follow } from './follow-job'
import { communicationForm, type LogRow } from './form'
import { recordOutcome } from './record-outcome'
import { reserve } from './reserve'
import type { Sender } from './sender'
import { throwFailure } from './throw-failure'
import { recordingCallbackUrl, statusCallbackUrl, xmlUrl } from './urls'

/** After this long without an answer something went wrong with us: longer than all tries of a send together. */
const LOOK_AFTER_MS = 60_000

/** One communication, rendered and ready to go. */
export interface Draft {
  operation: string
  kind: 'call' | 'sms'
  to: string
  sender: Sender
  /** The text of an SMS; what a call says, for reading. */
  content: string
  /** What a call says. */
  twiml?: string
  segments?: number
  encoding?: string
  estimatedMicros: number
  voiceMessageId: number | null
  /** Of those that were given, the ones that filled the template: by them the same can be sent again. */
  variables: VariableValues
  retryOf?: number
  /** The call that is handed over by this one. */
  transferOf?: number
  /** Written in the same transaction; what it throws undoes all of it. */
  alongside?: (tx: TenantDb, id: number) => Promise<void>
  /** Whether the call is recorded. */
  record?: boolean
}

export interface Sent {
  row: LogRow
  /** Where a call's TwiML is fetched. */
  xmlUrl: string | null
}

/**
 * Sends: gate, row, provider, result. The row and its first event are durable before the provider is asked, together
 * with the job that settles it should this process die in between.
 *
 * @throws AppError of the gate; EXTERNAL_API_ERROR when the provider refuses or cannot be reached, the row kept as
 *   `failed`. An answer that never came is no error: the row is `unknown` until it is settled.
 */
export async function sendCommunication(ctx: TenantContext, draft: Draft): Promise<Sent> {
  await passGate(ctx, draft)
  const isTest = ctx.principal.isTest
  const telephony = await ctx.app.telephony(ctx, isTest)
  const { row, url } = await ctx.db.transaction((tx) => createRow(ctx, tx, draft))

  const statusCallback = statusCallbackUrl(ctx, draft.kind, row.id)
  const recordingCallback = draft.record ? recordingCallbackUrl(ctx, row.id) : undefined
  const { to } = draft
  const from = draft.sender.number
  const outcome =
    draft.kind === 'call'
      ? await telephony.placeCall({ to, from, url: url!, statusCallback, recordingCallback })
      : await telephony.sendMessage({ to, from, body: draft.content, statusCallback })
  ctx.app.metrics.sends.inc({ kind: draft.kind, result: outcome.kind })
  const after = await recordOutcome(ctx, row, outcome)
  throwFailure(outcome, { id: after.id, errorMessage: after.errorMessage })
  return { row: after, xmlUrl: url }
}

/**
 * The communication that a repeated request already made: after a crash, the same key must find it and not send again.
 */
export async function findByIdempotencyKey(ctx: TenantContext): Promise<Sent | null> {
  if (!ctx.idempotencyKey) return null
  const [row] = await ctx.db.find(log, { where: eq(log.idempotencyKey, ctx.idempotencyKey), limit: 1 })
  if (!row) return null
  const [xml] = row.voiceXmlId ? await ctx.db.find(voiceXml, { where: eq(voiceXml.id, row.voiceXmlId), limit: 1 }) : []
  return { row, xmlUrl: xml ? xmlUrl(ctx, xml.publicId) : null }
}

async function createRow(ctx: TenantContext, tx: TenantDb, draft: Draft): Promise<{ row: LogRow; url: string | null }> {
  const now = nowText(ctx)
  const xml = draft.twiml === undefined ? null : await storeXml(ctx, tx, draft.twiml, draft.voiceMessageId)
  const id = await reserve(ctx, tx, {
    networkType: draft.kind,
    direction: 'outbound',
    toNumber: draft.to,
    fromNumber: draft.sender.number,
    phoneNumberId: draft.sender.phoneNumberId,
    messageContent: draft.content,
    status: 'pending',
    segments: draft.segments,
    encoding: draft.encoding,
    estimatedCost: draft.estimatedMicros,
    voiceMessageId: draft.voiceMessageId,
    voiceXmlId: xml?.id,
    xmlFilename: xml?.xmlFilename,
    retryOf: draft.retryOf,
    idempotencyKey: ctx.idempotencyKey,
    isTest: ctx.principal.isTest,
    createdAt: now,
    updatedAt: now,
  })
  const details = {
    actor: ctx.principal.actorName,
    request_id: ctx.request.id,
    retry_of: draft.retryOf ?? null,
    variables: draft.variables,
    ...(draft.record && { record: true }),
    ...(draft.transferOf !== undefined && { transfer_of: draft.transferOf }),
  }
  await addEvent(ctx, tx, id, { type: 'created', source: 'caller', status: 'pending', applied: true, details })
  await draft.alongside?.(tx, id)
  await follow(ctx, tx, id, new Date(ctx.app.clock.now().getTime() + LOOK_AFTER_MS))
  const [row] = await tx.find(log, { where: eq(log.id, id), limit: 1 })
  await recordAudit(ctx, tx, {
    operation: draft.operation,
    entity: 'communication',
    entityId: id,
    before: null,
    after: communicationForm(row!),
  })
  return { row: row!, url: xml && xmlUrl(ctx, xml.publicId) }
}

async function storeXml(ctx: TenantContext, tx: TenantDb, twiml: string, voiceMessageId: number | null) {
  const publicId = ctx.app.ids.token()
  const [xml] = await tx.insert(voiceXml, {
    publicId,
    xmlContent: twiml,
    xmlFilename: `${publicId}.xml`,
    voiceMessageId,
    createdAt: nowText(ctx),
  })
  return xml!
}
