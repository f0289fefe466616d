import { Readable } from 'node:stream'
import { PERMISSIONS } from '#shared/contracts/permissions'
import type { App } from '../../context/app'
import type { TenantContext } from '../../context/tenant-context'
import { systemPrincipal } from '../../context/principal'
import { hashKey } from '../../crypto/hash-key'
import { apiKeys } from '../../db/schema/api-keys'
import { fileObjects } from '../../db/schema/file-objects'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import { users } from '../../db/schema/users'
import { voiceFiles } from '../../db/schema/voice-files'
import { voiceMessages } from '../../db/schema/voice-messages'
import type { TenantDb } from '../../db/tenant-db'
import { newStorageKey } from '../files/objects'
import type { Waveform } from '../../providers/audio/loudness'
import { readWaveform } from '../../providers/audio/waveform'
import { newKeyRow } from '../keys/api-keys'
import { hashPassword } from '../users/password'
import { DEMO_MESSAGES, DEMO_TENANTS, type DemoTenant } from './demo-data'
import { makeJingle } from './demo-jingle'
import { newSettingsRow, newTenantRow } from './new-tenant'
import { saveTwilioCredential } from './twilio-credential'

/** Makes the demo tenants that are not there yet. For `demo` and `test` only: their keys are public. */
export async function seedDemoTenants(app: App): Promise<void> {
  const passwordHash = await hashPassword('demo-password')
  for (const demo of DEMO_TENANTS) {
    if (await app.system.findTenant(demo.id)) continue
    const now = app.clock.now().toISOString()
    const tenant = newTenantRow(demo, now)
    const origins = app.config.hostPageOrigin ? [app.config.hostPageOrigin] : []
    const settings = newSettingsRow(demo.id, { ...demo.settings, allowed_origins: origins }, now)
    const jingle = await storeJingle(app, demo.id)
    await app.system.createTenant({ tenant, settings }, async (tx) => {
      const request = { id: 'seed', endpoint: 'seed', ipAddress: null, userAgent: null }
      const ctx = { app, tenant, settings, db: tx, principal: systemPrincipal(demo.id, 'seed'), request }
      await saveTwilioCredential(ctx, tx, demo.twilio)
      await addRows(ctx, tx, demo, { now, passwordHash, jingle })
    })
  }
}

/** The tenants that a demo key opens: production refuses to start with one, since everybody knows these keys. */
export async function findDemoKeys(app: Pick<App, 'system' | 'clock' | 'config'>): Promise<string[]> {
  const now = app.clock.now().toISOString()
  const found: string[] = []
  for (const { apiKey } of DEMO_TENANTS) {
    for (const secret of app.config.apiKeySecrets) {
      const held = await app.system.findByKeyHash(hashKey(apiKey, secret), now)
      if (held) found.push(held.tenant.id)
    }
  }
  return found
}

interface StoredJingle extends Waveform {
  storageKey: string
  sizeBytes: number
  sha256: string
}

async function storeJingle(app: App, tenantId: string): Promise<StoredJingle> {
  const bytes = makeJingle()
  const { path, ...content } = await app.spool.write(Readable.from([bytes]), bytes.length)
  const waveform = await readWaveform(path, 'wav')
  const storageKey = newStorageKey(app, tenantId)
  await app.storage.put(storageKey, path)
  await app.spool.discard(path)
  return { storageKey, ...content, ...waveform! }
}

async function addRows(
  ctx: TenantContext,
  tx: TenantDb,
  demo: DemoTenant,
  made: { now: string; passwordHash: string; jingle: StoredJingle },
): Promise<void> {
  const { app } = ctx
  const stamps = { createdAt: made.now, updatedAt: made.now }
  const key = newKeyRow(app, { name: 'Demo key', mode: 'live', permissions: PERMISSIONS }, demo.apiKey)
  await tx.insert(apiKeys, key.row)
  await tx.insert(phoneNumbers, { id: app.ids.uuid(), phoneNumber: demo.fromNumber, label: 'Main number', ...stamps })
  await tx.insert(users, {
    username: 'admin',
    passwordHash: made.passwordHash,
    displayName: `${demo.name} operator`,
    externalSubject: demo.adminSubject,
    permissions: [],
    isAdmin: true,
    ...stamps,
  })
  const [object] = await tx.insert(fileObjects, {
    ...made.jingle,
    preparedAt: made.now,
    state: 'stored',
    fileType: 'wav',
    createdAt: made.now,
  })
  await tx.insert(voiceFiles, {
    objectId: object!.id,
    filename: 'jingle.wav',
    name: 'jingle',
    fileType: 'wav',
    filePath: made.jingle.storageKey,
    fileSize: made.jingle.sizeBytes,
    description: 'Three notes, for trying out audio inside calls',
    ...stamps,
  })
  await tx.insert(
    voiceMessages,
    DEMO_MESSAGES.map((message) => ({ ...message, ...stamps })),
  )
}
