import { and, eq } from 'drizzle-orm'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/voice-messages'
import { pageOf } from '#shared/schemas/primitives'
import { tokenise } from '#shared/template/tokenise'
import { listVariables } from '#shared/template/variables'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { voiceMessages } from '../../db/schema/voice-messages'
import type { TenantDb } from '../../db/tenant-db'
import { AppError, notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { refuseChangedReadOnly } from '../read-only'
import { checkTemplate } from './template-rules'
import { countTypes, findMessages } from './voice-messages.queries'

export type VoiceMessageRow = typeof voiceMessages.$inferSelect
type VoiceMessage = DataOf<typeof contracts.getVoiceMessage>
type Writable = Partial<InputOf<typeof contracts.createVoiceMessage>['body']>

const ENTITY = 'voice_message'

/** Templates, newest first, by page. `search` looks into name and text. */
export async function listVoiceMessages(
  ctx: TenantContext,
  { query }: InputOf<typeof contracts.listVoiceMessages>,
): Promise<ListOf<VoiceMessage>> {
  const { page, perPage, offset } = pageOf(query)
  const filter = { search: query.search, voiceType: query.voice_type, networkType: query.network_type }
  const { rows, total } = await findMessages(ctx.db, filter, { limit: perPage, offset })
  return { items: rows.map(messageForm), page, perPage, totalItems: total }
}

/** The types of the templates that there are. */
export async function listVoiceTypes(ctx: TenantContext): Promise<DataOf<typeof contracts.listVoiceTypes>> {
  const counted = await countTypes(ctx.db)
  return { types: counted.map(({ voiceType, count }) => ({ voice_type: voiceType, count })) }
}

/** @throws AppError VALIDATION_ERROR for a template that cannot be said */
export async function createVoiceMessage(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.createVoiceMessage>,
): Promise<VoiceMessage> {
  await checkTemplate(ctx, body)
  return addMessage(ctx, 'voice-messages.create', columnsOf(body))
}

/** @throws AppError NOT_FOUND */
export async function getVoiceMessage(
  ctx: TenantContext,
  { params }: { params: { id: number } },
): Promise<VoiceMessage> {
  return messageForm(await findVoiceMessage(ctx.db, params.id))
}

/** @throws AppError NOT_FOUND; VALIDATION_ERROR; CONFLICT when it is no longer what the caller has read */
export async function updateVoiceMessage(
  ctx: TenantContext,
  { params, body, readOnly: { updated_at: seen, ...readOnly } }: InputOf<typeof contracts.updateVoiceMessage>,
): Promise<VoiceMessage> {
  const before = await findVoiceMessage(ctx.db, params.id)
  refuseChangedReadOnly(messageForm(before), readOnly)
  if (seen !== undefined && seen !== before.updatedAt) throw changedMeanwhile()
  if (body.voice_text !== undefined || body.voice_settings !== undefined) {
    await checkTemplate(ctx, { ...messageForm(before), ...body })
  }
  return ctx.db.transaction(async (tx) => {
    const changes = { ...columnsOf(body), updatedAt: nowText(ctx) }
    const unchanged = seen === undefined ? undefined : eq(voiceMessages.updatedAt, before.updatedAt)
    const [row] = await tx.update(voiceMessages, changes, and(activeWithId(params.id), unchanged))
    if (!row) throw seen === undefined ? notFound() : changedMeanwhile()
    const after = messageForm(row)
    await recordAudit(ctx, tx, {
      operation: 'voice-messages.update',
      entity: ENTITY,
      entityId: row.id,
      before: messageForm(before),
      after,
    })
    return after
  })
}

/** @throws AppError NOT_FOUND */
export async function removeVoiceMessage(
  ctx: TenantContext,
  { params }: { params: { id: number } },
): Promise<{ deleted: true }> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.update(voiceMessages, { isActive: false, updatedAt: nowText(ctx) }, activeWithId(params.id))
    if (!row) throw notFound()
    await recordAudit(ctx, tx, {
      operation: 'voice-messages.remove',
      entity: ENTITY,
      entityId: row.id,
      before: messageForm({ ...row, isActive: true }),
      after: null,
    })
  })
  return { deleted: true }
}

/** @throws AppError NOT_FOUND */
export async function restoreVoiceMessage(
  ctx: TenantContext,
  { params }: { params: { id: number } },
): Promise<VoiceMessage> {
  const restored = await ctx.db.transaction(async (tx) => {
    const removed = and(eq(voiceMessages.id, params.id), eq(voiceMessages.isActive, false))
    const [row] = await tx.update(voiceMessages, { isActive: true, updatedAt: nowText(ctx) }, removed)
    if (!row) return null
    const after = messageForm(row)
    await recordAudit(ctx, tx, {
      operation: 'voice-messages.restore',
      entity: ENTITY,
      entityId: row.id,
      before: null,
      after,
    })
    return after
  })
  return restored ?? getVoiceMessage(ctx, { params })
}

/** @throws AppError NOT_FOUND */
export async function duplicateVoiceMessage(
  ctx: TenantContext,
  { params }: { params: { id: number } },
): Promise<VoiceMessage> {
  const {
    id: _id,
    tenantId: _tenantId,
    createdAt: _c,
    updatedAt: _u,
    ...row
  } = await findVoiceMessage(ctx.db, params.id)
  return addMessage(ctx, 'voice-messages.duplicate', { ...row, name: `Copy of ${row.name}`.slice(0, 100) })
}

/** A template that has not been removed. @throws AppError NOT_FOUND */
export async function findVoiceMessage(db: TenantDb, id: number): Promise<VoiceMessageRow> {
  const [row] = await db.find(voiceMessages, { where: activeWithId(id), limit: 1 })
  if (!row) throw notFound()
  return row
}

/** The columns for the fields given. */
export function columnsOf(body: Writable) {
  const columns = {
    name: body.name,
    voiceText: body.voice_text,
    voiceGender: body.voice_gender,
    voiceAge: body.voice_age,
    voiceRate: body.voice_rate,
    tropoVoice: body.tropo_voice,
    voiceType: body.voice_type,
    voiceSettings: body.voice_settings,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as {
    [Key in keyof typeof columns]?: Exclude<(typeof columns)[Key], undefined>
  }
}

async function addMessage(
  ctx: TenantContext,
  operation: string,
  columns: Partial<VoiceMessageRow>,
): Promise<VoiceMessage> {
  const now = nowText(ctx)
  return ctx.db.transaction(async (tx) => {
    const values = { ...columns, createdAt: now, updatedAt: now } as Omit<VoiceMessageRow, 'id' | 'tenantId'>
    const [row] = await tx.insert(voiceMessages, values)
    const after = messageForm(row!)
    await recordAudit(ctx, tx, { operation, entity: ENTITY, entityId: after.id, before: null, after })
    return after
  })
}

const changedMeanwhile = () => new AppError('CONFLICT', 'Somebody else has changed this template since it was read')

const activeWithId = (id: number) => and(eq(voiceMessages.id, id), eq(voiceMessages.isActive, true))

function messageForm(row: VoiceMessageRow): VoiceMessage {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    name: row.name,
    voice_text: row.voiceText,
    voice_gender: row.voiceGender as VoiceMessage['voice_gender'],
    voice_age: row.voiceAge,
    voice_rate: row.voiceRate as VoiceMessage['voice_rate'],
    tropo_voice: row.tropoVoice,
    voice_type: row.voiceType,
    voice_settings: row.voiceSettings,
    variables: listVariables(tokenise(row.voiceText).tokens).map((variable) => variable.name),
    is_active: row.isActive,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}
