import { eq, like, or, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { runWithLogContext } from '#server/context/log-context'
import { voiceMessages } from '#server/db/schema/voice-messages'
import { communicationLog } from '#server/db/schema/communication-log'
import { tenants } from '#server/db/schema/tenants'
import type { TenantDb } from '#server/db/tenant-db'
import { expectRefusal, overBothDrivers, useHome } from '../../../support/database.ts'
import { aCommunication, aMessage } from '../../../support/sample-rows.ts'

overBothDrivers('TenantDb', (kind) => {
  const home = useHome(kind)
  let acme: TenantDb
  let globex: TenantDb
  let foreignId: number
  beforeAll(async () => {
    acme = await home.tenant('acme')
    globex = await home.tenant('globex')
    await acme.insert(voiceMessages, [aMessage({ name: 'A' }), aMessage({ name: 'B' })])
    foreignId = (await globex.insert(voiceMessages, aMessage({ name: 'G' })))[0]!.id
  })
  const namesOf = async (db: TenantDb) => (await db.find(voiceMessages)).map(({ name }) => name).sort()

  /** Conditions that would reach other tenants' rows, were they not bound to this tenant's. */
  const wide = () => [
    eq(voiceMessages.id, foreignId),
    or(eq(voiceMessages.id, foreignId), sql`1`)!,
    sql`0 or 1`,
    sql`${voiceMessages.tenantId} = ${globex.tenantId} or 1 = 1`,
  ]

  it('find_and_count_never_see_another_tenants_rows_whatever_the_condition', async () => {
    expect(await namesOf(acme)).toEqual(['A', 'B'])
    expect(await acme.count(voiceMessages)).toBe(2)
    for (const where of wide()) {
      const found = await acme.find(voiceMessages, { where })
      expect(found.map(({ tenantId }) => tenantId)).toEqual(found.map(() => acme.tenantId))
      expect(await acme.count(voiceMessages, where)).toBe(found.length)
    }
  })

  it('update_and_remove_never_touch_another_tenants_rows_whatever_the_condition', async () => {
    const own = await home.tenant('own')
    for (const where of wide()) {
      await own.update(voiceMessages, { name: 'taken' }, where)
      expect(await own.remove(voiceMessages, where)).toEqual([])
    }
    await own.update(voiceMessages, { name: 'taken' })
    await own.remove(voiceMessages)
    expect(await namesOf(globex)).toEqual(['G'])
    expect(await namesOf(acme)).toEqual(['A', 'B'])
  })

  it('insert_writes_its_own_tenant_even_when_a_row_names_another', async () => {
    const own = await home.tenant('own')
    const smuggled = { ...aMessage(), tenantId: globex.tenantId } as unknown as ReturnType<typeof aMessage>
    const [row] = await own.insert(voiceMessages, smuggled)
    expect(row!.tenantId).toBe(own.tenantId)
    expect(await namesOf(globex)).toEqual(['G'])
  })

  it('types_refuse_a_tenant_in_a_row_and_a_table_without_one', () => {
    const neverRun = async (db: TenantDb) => {
      // @ts-expect-error a row cannot name a tenant
      await db.insert(voiceMessages, { ...aMessage(), tenantId: 'globex' })
      // @ts-expect-error a row cannot be given to another tenant
      await db.update(voiceMessages, { tenantId: 'globex' })
      // @ts-expect-error `tenants` has no tenant_id: its own id is the tenant
      await db.find(tenants)
      // @ts-expect-error `tenants` again: no verb takes it
      await db.remove(tenants)
      // @ts-expect-error a tenant's id does not change
      await db.updateTenant({ id: 'globex' })
    }
    expect(neverRun).toBeTypeOf('function')
  })

  it('insert_that_ignores_conflicts_adds_only_what_is_new', async () => {
    const own = await home.tenant('own')
    const [row] = await own.insert(communicationLog, aCommunication({ twilioSid: 'SM1' }))
    const twice = [aCommunication({ twilioSid: 'SM1' }), aCommunication({ twilioSid: 'SM2' })]
    expect(await own.insert(communicationLog, twice, 'ignore')).toHaveLength(1)
    await expectRefusal(own.insert(communicationLog, twice[0]!), 'UNIQUE constraint failed')
    expect(await own.count(communicationLog)).toBe(2)
    expect(row!.status).toBe('pending')
  })

  it('own_tenant_row_is_the_only_one_that_changes', async () => {
    await acme.updateTenant({ name: 'Renamed' })
    expect((await acme.tenant()).name).toBe('Renamed')
    expect((await globex.tenant()).name).toBe(globex.tenantId)
  })

  describe('queries', () => {
    it('prepared_query_binds_the_tenant_of_each_run', async () => {
      const names = (db: TenantDb, pattern: string) =>
        db.prepare<{ name: string }[]>(
          'test.names',
          ({ queries, tenantId }) =>
            queries
              .select({ name: voiceMessages.name })
              .from(voiceMessages)
              .where(
                sql`${eq(voiceMessages.tenantId, tenantId)} and ${like(voiceMessages.name, sql.placeholder('pattern'))}`,
              ),
          { pattern },
        )
      expect(await names(acme, '%')).toHaveLength(2)
      expect(await names(globex, '%')).toEqual([{ name: 'G' }])
      expect(await names(acme, 'B')).toEqual([{ name: 'B' }])
      expect(await acme.transaction((tx) => names(tx, '%'))).toHaveLength(2)
    })

    it('prepared_write_lands_and_is_rolled_back_with_its_transaction', async () => {
      const own = await home.tenant('own')
      await own.insert(voiceMessages, aMessage({ name: 'old' }))
      const rename = (db: TenantDb, name: string) =>
        db.transaction((tx) =>
          tx.prepare(
            'test.rename',
            ({ queries, tenantId }) =>
              queries
                .update(voiceMessages)
                .set({ name: sql`${sql.placeholder('name')}` })
                .where(eq(voiceMessages.tenantId, tenantId)),
            { name },
          ),
        )
      await rename(own, 'new')
      expect(await namesOf(own)).toEqual(['new'])
      const failing = own.transaction(async (tx) => {
        await rename(tx, 'lost')
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await namesOf(own)).toEqual(['new'])
      expect(await namesOf(acme)).toEqual(['A', 'B'])
    })

    it('joins_through_a_subquery_stay_within_the_tenant', async () => {
      const messages = acme.subquery(voiceMessages, 'm')
      const rows = (await acme.query(({ queries }) => queries.select().from(messages))) as { tenantId: string }[]
      expect(rows.map(({ tenantId }) => tenantId)).toEqual([acme.tenantId, acme.tenantId])
    })
  })

  describe('under the context of another tenant', () => {
    const under = <T>(tenantId: string | undefined, fn: () => Promise<T>) =>
      runWithLogContext({ requestId: 'r', tenantId }, fn)
    const uses: [string, (db: TenantDb) => Promise<unknown>][] = [
      ['find', (db) => db.find(voiceMessages)],
      ['count', (db) => db.count(voiceMessages)],
      ['insert', (db) => db.insert(voiceMessages, aMessage())],
      ['update', (db) => db.update(voiceMessages, { name: 'x' })],
      ['remove', (db) => db.remove(voiceMessages)],
      ['transaction', (db) => db.transaction(async () => undefined)],
      ['prepare', (db) => db.prepare('test.never', ({ queries }) => queries.select().from(voiceMessages))],
      ['query', (db) => db.query(async () => undefined)],
      ['tenant', (db) => db.tenant()],
    ]
    it.each(uses)('%s_throws', async (_verb, use) => {
      const refusal = 'under the context of another tenant'
      await expectRefusal(
        under(globex.tenantId, () => use(acme)),
        refusal,
      )
      expect(await namesOf(acme)).toEqual(['A', 'B'])
    })

    it('own_context_and_no_context_are_fine', async () => {
      expect(await under(acme.tenantId, () => namesOf(acme))).toEqual(['A', 'B'])
      expect(await under(undefined, () => namesOf(acme))).toEqual(['A', 'B'])
    })
  })
})
