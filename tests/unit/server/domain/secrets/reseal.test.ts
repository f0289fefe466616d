import { eq, isNotNull } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import { systemClock } from '#server/context/clock'
import { systemIds } from '#server/context/ids'
import { systemPrincipal } from '#server/context/principal'
import type { TenantContext } from '#server/context/tenant-context'
import { createSealedBox } from '#server/crypto/sealed-box'
import { auditLog } from '#server/db/schema/audit-log'
import { twilioCredentials } from '#server/db/schema/twilio-credentials'
import { users } from '#server/db/schema/users'
import type { TenantDb } from '#server/db/tenant-db'
import { saveTwilioCredential } from '#server/domain/tenants/twilio-credential'
import { totpPlace } from '#server/domain/users/totp'
import { resealSecretsJob } from '#server/jobs/reseal-secrets'
import { NOW, overBothDrivers, useHome } from '../../../../support/database.ts'

const PEOPLE = 501
const [OLD, NEW] = ['old', 'new'].map((id) => `${id}:${Buffer.alloc(32, id).toString('base64')}`)

overBothDrivers('secrets sealed anew', (kind) => {
  const home = useHome(kind)
  let db: TenantDb
  const contextWith = (keys: string) =>
    ({
      ...{ tenant: { id: db.tenantId }, db, principal: systemPrincipal(db.tenantId, 'test') },
      request: { id: 'test', endpoint: 'test', ipAddress: null, userAgent: null },
      app: { clock: systemClock, ids: systemIds, sealedBox: createSealedBox(keys), config: {} },
    }) as unknown as TenantContext
  const stale = async () => {
    const { sealedBox } = contextWith(`${NEW},${OLD}`).app
    const [credential] = await db.find(twilioCredentials)
    const people = await db.find(users, { where: isNotNull(users.totpSecret) })
    return [credential!.authTokenSealed, ...people.map(({ totpSecret }) => totpSecret!)].filter((sealed) =>
      sealedBox.isStale(sealed),
    ).length
  }

  beforeEach(async () => {
    db = await home.tenant('acme')
    const ctx = contextWith(OLD!)
    const accountSid = `AC${db.tenantId}`
    await db.transaction(async (tx) => {
      await saveTwilioCredential(ctx, tx, { accountSid, authToken: 'token-of-the-account' })
      for (let index = 0; index < PEOPLE; index += 1) {
        const names = { username: `user-${index}`, displayName: 'Some Body', passwordHash: 'x', permissions: [] }
        const [person] = await tx.insert(users, { ...names, createdAt: NOW, updatedAt: NOW })
        const totpSecret = ctx.app.sealedBox.seal(`secret-${index}`, totpPlace(person!))
        await tx.update(users, { totpSecret }, eq(users.id, person!.id))
      }
    })
  })

  it('a_run_ends_after_so_many_people_and_the_next_goes_on_behind_them', async () => {
    const ctx = contextWith(`${NEW},${OLD}`)
    const run = (payload: object) => resealSecretsJob.run(ctx, resealSecretsJob.payload.parse(payload), 1)
    expect(await stale()).toBe(PEOPLE + 1)
    const first = await run({})
    expect(await stale()).toBe(1)
    expect(first).toEqual({ again: expect.any(Date), payload: { from: { table: 'users', after: expect.any(Number) } } })
    expect(await run(first!.payload!)).toBeUndefined()
    expect(await stale()).toBe(0)
    expect(await db.count(auditLog, eq(auditLog.operation, 'reseal-secrets'))).toBe(PEOPLE + 1)

    const people = await db.find(users)
    expect(people.map((person) => ctx.app.sealedBox.open(person.totpSecret!, totpPlace(person)))).toEqual(
      people.map((_person, index) => `secret-${index}`),
    )
    expect(await run({})).toMatchObject({ payload: first!.payload }) // looks at all of them, and changes nothing
    expect(await db.count(auditLog, eq(auditLog.operation, 'reseal-secrets'))).toBe(PEOPLE + 1)
  })
})
