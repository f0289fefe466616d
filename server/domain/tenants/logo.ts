import { and, eq } from 'drizzle-orm'
import { fileTypeFromFile } from 'file-type'
import type { DataOf } from '#shared/contracts/contract'
import { MAX_LOGO_BYTES, type setLogo as SetLogo } from '#shared/contracts/tenant-logo'
import type { App } from '../../context/app'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { fileObjects } from '../../db/schema/file-objects'
import { settings as settingsTable } from '../../db/schema/settings'
import { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import type { SpooledFile } from '../../providers/spool'
import { recordAudit } from '../audit/record-audit'
import { storeObject } from '../files/objects'
import type { ServedFile } from '../files/served-file'
import { discardUnused } from '../files/sweep'
import { logoUrl } from './logo-url'

type Logo = DataOf<typeof SetLogo>

/** Pictures that every browser draws, and none runs. */
const PICTURES: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' }

/** In bytes. */
export const admitLogo = (): number => MAX_LOGO_BYTES

/** @throws AppError FILE_EMPTY; FILE_TYPE_NOT_ALLOWED; STORAGE_QUOTA_EXCEEDED */
export async function setLogo(ctx: TenantContext, _input: unknown, file: SpooledFile): Promise<Logo> {
  if (file.sizeBytes === 0) throw new AppError('FILE_EMPTY')
  const found = await fileTypeFromFile(file.path)
  if (!found || !(found.ext in PICTURES)) {
    const detected = found?.ext ?? 'unknown'
    throw new AppError('FILE_TYPE_NOT_ALLOWED', `The content is ${detected}; taken are png, jpg, webp`, { detected })
  }
  const measures = { durationMs: null, bitrate: null, channels: null, sampleRate: null }
  const logo = await storeObject(
    ctx,
    { ...file, ...measures, fileType: found.ext, problem: null },
    0,
    async (tx, object) => {
      const name = `${object.sha256}.${object.fileType}`
      await changeLogo(ctx, tx, 'tenant.logo.set', name)
      return name
    },
  )
  await discardUnused(ctx)
  return { logo_url: logoUrl(ctx.app, { tenantId: ctx.tenant.id, logo }) }
}

/** Takes the picture away; where there is none, that is done already. */
export async function removeLogo(ctx: TenantContext): Promise<Logo> {
  await ctx.db.transaction((tx) => changeLogo(ctx, tx, 'tenant.logo.remove', null))
  await discardUnused(ctx)
  return { logo_url: null }
}

/** The bytes of a tenant's picture, for everybody who has its address; null for any other. */
export async function findLogo(app: App, tenantId: string, name: string): Promise<ServedFile | null> {
  const db = TenantDb.open(app.db, tenantId)
  const [row] = await db.find(settingsTable, { where: eq(settingsTable.logo, name) })
  if (!row) return null
  const [sha256, type] = name.split('.') as [string, string]
  const where = and(eq(fileObjects.sha256, sha256), eq(fileObjects.state, 'stored'))
  const [object] = await db.find(fileObjects, { where, limit: 1 })
  if (!object) return null
  return {
    key: object.storageKey,
    sizeBytes: object.sizeBytes,
    etag: sha256,
    modifiedAt: new Date(object.createdAt),
    contentType: PICTURES[type]!,
    cacheControl: 'private, max-age=31536000, immutable',
  }
}

async function changeLogo(ctx: TenantContext, tx: TenantDb, operation: string, logo: string | null): Promise<void> {
  const [before] = await tx.find(settingsTable, { limit: 1 })
  if (before!.logo === logo) return
  await tx.update(settingsTable, { logo, updatedAt: nowText(ctx) })
  await recordAudit(ctx, tx, {
    operation,
    entity: 'tenant',
    entityId: ctx.tenant.id,
    before: { logo: before!.logo },
    after: { logo },
  })
}
