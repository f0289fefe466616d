import { eq } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import { communicationEvents } from '#server/db/schema/communication-events'
import { communicationLog } from '#server/db/schema/communication-log'
import { errorLog } from '#server/db/schema/error-log'
import { outbox } from '#server/db/schema/outbox'
import { phoneNumbers } from '#server/db/schema/phone-numbers'
import { tenants } from '#server/db/schema/tenants'
import { voiceMessages } from '#server/db/schema/voice-messages'
import { voiceXml } from '#server/db/schema/voice-xml'
import type { TenantDb } from '#server/db/tenant-db'
import { expectRefusal, NOW, overBothDrivers, useHome } from '../../../support/database.ts'
import { aCommunication, aMessage } from '../../../support/sample-rows.ts'

/** A number belongs to one tenant, and tests share a database server. */
let numbers = 0

overBothDrivers('removal', (kind) => {
  const home = useHome(kind)
  let db: TenantDb
  let messageId: number
  let communicationId: number
  beforeEach(async () => {
    db = await home.tenant('acme')
    const message = (await db.insert(voiceMessages, aMessage()))[0]!
    const stamps = { createdAt: NOW, updatedAt: NOW }
    const number = { id: `${db.tenantId}-number`, phoneNumber: `+1202555${1_000 + numbers++}`, ...stamps }
    const xml = {
      publicId: `${db.tenantId}-xml`,
      xmlContent: '<Response/>',
      voiceMessageId: message.id,
      createdAt: NOW,
    }
    await db.insert(phoneNumbers, number)
    const voiceXmlId = (await db.insert(voiceXml, xml))[0]!.id
    const first = (await db.insert(communicationLog, aCommunication()))[0]!
    const links = { voiceMessageId: message.id, voiceXmlId, phoneNumberId: number.id, retryOf: first.id }
    const second = (await db.insert(communicationLog, aCommunication(links)))[0]!
    await db.insert(communicationEvents, {
      communicationId: second.id,
      type: 'created',
      source: 'caller',
      createdAt: NOW,
    })
    await db.insert(outbox, { id: `${db.tenantId}/job`, kind: 'k', payload: {}, runAt: NOW, createdAt: NOW })
    await db.insert(errorLog, { errorType: 'api', errorMessage: 'm', createdAt: NOW })
    messageId = message.id
    communicationId = second.id
  })

  it('message_that_the_ledger_points_at_cannot_be_deleted', async () => {
    await expectRefusal(db.remove(voiceMessages, eq(voiceMessages.id, messageId)), 'FOREIGN KEY constraint failed')
    expect(await db.count(voiceMessages)).toBe(1)
    const [row] = await db.find(communicationLog, { where: eq(communicationLog.id, communicationId) })
    expect(row).toMatchObject({ tenantId: db.tenantId, voiceMessageId: messageId })
  })

  it('purge_nulls_the_references_first_and_keeps_the_tenant_of_the_rows', async () => {
    await db.transaction(async (tx) => {
      await tx.update(communicationLog, { voiceMessageId: null }, eq(communicationLog.voiceMessageId, messageId))
      await tx.update(voiceXml, { voiceMessageId: null }, eq(voiceXml.voiceMessageId, messageId))
      await tx.remove(voiceMessages, eq(voiceMessages.id, messageId))
    })
    expect(await db.count(voiceMessages)).toBe(0)
    expect(await db.count(communicationLog)).toBe(2)
    expect(await db.count(voiceXml)).toBe(1)
  })

  it('half_a_purge_is_none', async () => {
    const purge = db.transaction(async (tx) => {
      await tx.update(communicationLog, { voiceMessageId: null }, eq(communicationLog.voiceMessageId, messageId))
      await tx.remove(voiceMessages, eq(voiceMessages.id, messageId)) // voice_xml still points at it
    })
    await expectRefusal(purge, 'FOREIGN KEY constraint failed')
    expect(await db.count(communicationLog, eq(communicationLog.voiceMessageId, messageId))).toBe(1)
  })

  it('deleting_a_tenant_takes_all_its_rows_along_and_nobody_elses', async () => {
    const other = await home.tenant('globex')
    await other.insert(voiceMessages, aMessage())
    await home.db.write(async (queries) => {
      await queries.delete(tenants).where(eq(tenants.id, db.tenantId))
    })
    const tables = await home.db.execute(
      `SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'tenant_id'`,
    )
    expect(tables.length).toBeGreaterThan(10)
    for (const { name } of tables) {
      const left = await home.db.execute(`SELECT count(*) AS n FROM ${name} WHERE tenant_id = '${db.tenantId}'`)
      expect([name, left]).toEqual([name, [{ n: 0 }]])
    }
    expect(await other.count(voiceMessages)).toBe(1)
    expect(await home.db.execute('PRAGMA foreign_key_check')).toEqual([])
  })

  it('errors_of_a_deleted_tenant_are_kept_without_their_tenant', async () => {
    const kept = () => home.db.execute('SELECT count(*) AS n FROM error_log WHERE tenant_id IS NULL')
    const [{ n: before } = { n: -1 }] = await kept()
    await home.db.write(async (queries) => {
      await queries.delete(tenants).where(eq(tenants.id, db.tenantId))
    })
    expect(await kept()).toEqual([{ n: Number(before) + 1 }])
  })
})
