import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/platform'
import { PERMISSIONS } from '#shared/contracts/permissions'
import { pageOf } from '#shared/schemas/primitives'
import type { App } from '../../context/app'
import type { RequestFacts, TenantContext } from '../../context/tenant-context'
import { systemPrincipal } from '../../context/principal'
import type { TenantRow } from '../../db/system-db'
import { apiKeys } from '../../db/schema/api-keys'
import { TenantDb } from '../../db/tenant-db'
import { takenColumns } from '../../db/unique-violation'
import { AppError, invalid, notFound } from '../../errors'
import { obtainSubaccount } from '../../providers/twilio/subaccounts'
import { recordAudit } from '../audit/record-audit'
import { newKeyRow } from '../keys/api-keys'
import { checkVoiceOverrides } from '../messages/template-rules'
import { newSettingsRow, newTenantRow } from './new-tenant'
import { nameAtTwilio } from '../numbers/expected-webhooks'
import { saveTwilioCredential, type CredentialChanges } from './twilio-credential'

/** The platform's administrator at work. */
export interface PlatformCaller {
  app: App
  request: RequestFacts
}

type PlatformTenant = DataOf<typeof contracts.getTenant>

/** Every tenant, by id. */
export async function listTenants(
  { app }: PlatformCaller,
  { query }: InputOf<typeof contracts.listTenants>,
): Promise<ListOf<PlatformTenant>> {
  const { page, perPage, offset } = pageOf(query)
  const { rows, total } = await app.system.listTenants(perPage, offset)
  return { items: rows.map((row) => tenantForm(row.tenant)), page, perPage, totalItems: total }
}

/**
 * Makes a tenant, its settings and its first key.
 *
 * @throws AppError CONFLICT when the id, the given key or the Twilio account is taken; NOT_CONFIGURED, EXTERNAL_API_ERROR
 *   and PROVIDER_TIMEOUT when a subaccount is wanted and cannot be had: nothing is made then, and it may be tried again
 */
export async function createTenant(
  caller: PlatformCaller,
  { body }: InputOf<typeof contracts.createTenant>,
): Promise<DataOf<typeof contracts.createTenant>> {
  const { app } = caller
  if (body.settings?.voices) checkVoiceOverrides(body.settings.voices)
  if (await app.system.findTenant(body.id))
    throw new AppError('CONFLICT', 'There is a tenant of this id already', { id: body.id })
  const account = await accountFor(app, body)
  const now = app.clock.now().toISOString()
  const key = newKeyRow(app, { name: 'First key', mode: 'live', permissions: PERMISSIONS }, body.api_key)
  const tenant = newTenantRow({ id: body.id, name: body.name, fromNumber: body.from_number ?? null }, now)
  const settings = newSettingsRow(body.id, body.settings ?? {}, now)
  try {
    await app.system.createTenant({ tenant, settings }, async (tx) => {
      const ctx = contextOf(caller, tx, { tenant, settings })
      await tx.insert(apiKeys, key.row)
      if (account) await saveTwilioCredential(ctx, tx, account)
      const after = tenantForm(tenant)
      await recordAudit(ctx, tx, {
        operation: 'platform.tenants.create',
        entity: 'tenant',
        entityId: body.id,
        before: null,
        after,
      })
    })
  } catch (error) {
    if (takenColumns(error)) throw new AppError('CONFLICT', 'This id or key is taken already', null, { cause: error })
    throw error
  }
  return { ...(await getTenant(caller, { params: { id: body.id } })), api_key: key.clear }
}

/** The account that a new tenant begins with: given, made under the platform's, or none yet. */
async function accountFor(
  app: App,
  body: InputOf<typeof contracts.createTenant>['body'],
): Promise<CredentialChanges | null> {
  const { twilio, create_subaccount: wantsSubaccount } = body
  if (twilio && wantsSubaccount) throw invalid('create_subaccount', 'goes without an account of its own in twilio')
  if (twilio) return { accountSid: twilio.account_sid, authToken: twilio.auth_token }
  if (!wantsSubaccount) return null
  const parent = app.config.twilioParent
  if (!parent) {
    throw new AppError('NOT_CONFIGURED', 'There is no Twilio account to make subaccounts under', {
      missing: ['TWILIO_PARENT_ACCOUNT_SID', 'TWILIO_PARENT_AUTH_TOKEN'],
    })
  }
  const made = await obtainSubaccount(app.clientOf(parent), nameAtTwilio(body.id))
  return { ...made, isSubaccount: true }
}

/** @throws AppError NOT_FOUND */
export async function getTenant(
  { app }: PlatformCaller,
  { params }: { params: { id: string } },
): Promise<PlatformTenant> {
  const found = await app.system.findTenant(params.id)
  if (!found) throw notFound()
  return tenantForm(found.tenant)
}

/** Refuses the tenant's callers from the next request on. @throws AppError NOT_FOUND */
export function suspendTenant(caller: PlatformCaller, { params }: { params: { id: string } }): Promise<PlatformTenant> {
  return setStatus(caller, params.id, 'suspended')
}

/** @throws AppError NOT_FOUND */
export function activateTenant(
  caller: PlatformCaller,
  { params }: { params: { id: string } },
): Promise<PlatformTenant> {
  return setStatus(caller, params.id, 'active')
}

async function setStatus(caller: PlatformCaller, id: string, status: 'active' | 'suspended'): Promise<PlatformTenant> {
  const ctx = await openAs(caller, id)
  return ctx.db.transaction(async (tx) => {
    const before = tenantForm(await tx.tenant())
    await tx.updateTenant({ status, isActive: status === 'active', updatedAt: caller.app.clock.now().toISOString() })
    const after = tenantForm(await tx.tenant())
    const operation = status === 'active' ? 'platform.tenants.activate' : 'platform.tenants.suspend'
    await recordAudit(ctx, tx, { operation, entity: 'tenant', entityId: id, before, after })
    return after
  })
}

async function openAs(caller: PlatformCaller, id: string): Promise<TenantContext> {
  const found = await caller.app.system.findTenant(id)
  if (!found) throw notFound()
  return contextOf(caller, TenantDb.open(caller.app.db, id), found)
}

function contextOf(
  { app, request }: PlatformCaller,
  db: TenantDb,
  rows: Pick<TenantContext, 'tenant' | 'settings'>,
): TenantContext {
  return { app, ...rows, request, db, principal: systemPrincipal(rows.tenant.id, 'Platform administrator') }
}

function tenantForm(row: TenantRow): PlatformTenant {
  return {
    id: row.id,
    name: row.name,
    from_number: row.fromNumber,
    plan: row.plan,
    status: row.status,
    is_active: row.isActive,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}
