import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { beforeEach, expect, it } from 'vitest'
import type { TenantContext } from '#server/context/tenant-context'
import { createSealedBox } from '#server/crypto/sealed-box'
import { communicationLog } from '#server/db/schema/communication-log'
import { idempotencyKeys } from '#server/db/schema/idempotency-keys'
import type { TenantDb } from '#server/db/tenant-db'
import { finishKey, purgeExpiredKeys, reserveKey } from '#server/domain/idempotency/keys'
import { NOW, useHome } from '../../../../support/database.ts'
import { aCommunication } from '../../../../support/sample-rows.ts'

const home = useHome('file')
const sealedBox = createSealedBox(`k1:${Buffer.alloc(32, 7).toString('base64')}`)
const request = { key: 'k', operation: 'sms.send', bodyHash: 'hash', secret: false }
/** A process of this machine that is certainly over. */
const deadPid = spawnSync(process.execPath, ['--version']).pid
let db: TenantDb
let nowMs: number
beforeEach(async () => {
  db = await home.tenant('acme')
  nowMs = Date.parse(NOW)
})
const as = (instanceId: string, tenantDb = db) =>
  ({
    db: tenantDb,
    tenant: { id: tenantDb.tenantId },
    app: { instanceId, sealedBox, clock: { now: () => new Date(nowMs) } },
  }) as unknown as TenantContext
const me = () => as(`${hostname()}/${process.pid}/me`)
const conflict = { errorName: 'CONFLICT' }

it('first_request_runs_and_a_repeat_gets_its_answer', async () => {
  expect(await reserveKey(me(), request)).toBeNull()
  await finishKey(me(), request, { status: 200, body: { id: 1 } })
  expect(await reserveKey(me(), request)).toEqual({ status: 200, body: { id: 1 } })
})

it('repeat_while_the_first_runs_is_a_conflict_that_says_when_to_come_back', async () => {
  await reserveKey(me(), request)
  await expect(reserveKey(me(), request)).rejects.toMatchObject({ ...conflict, retryAfterSeconds: 1 })
})

it('of_many_at_once_exactly_one_runs', async () => {
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => reserveKey(me(), request)))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it.each([{ operation: 'voice.send' }, { bodyHash: 'another' }])('same_key_for_%j_is_a_conflict', async (changes) => {
  await reserveKey(me(), request)
  await finishKey(me(), request, { status: 200, body: null })
  await expect(reserveKey(me(), { ...request, ...changes })).rejects.toMatchObject(conflict)
})

it('same_key_of_another_tenant_is_another_key', async () => {
  await reserveKey(me(), request)
  expect(await reserveKey(as('x', await home.tenant('globex')), request)).toBeNull()
})

it('key_of_a_process_that_died_is_taken_over_at_once', async () => {
  await reserveKey(as(`${hostname()}/${deadPid}/old`), request)
  expect(await reserveKey(me(), request)).toBeNull()
  await expect(reserveKey(me(), request)).rejects.toMatchObject(conflict) // it is ours now
})

it('key_of_an_earlier_life_under_the_same_pid_is_taken_over', async () => {
  await reserveKey(as(`${hostname()}/${process.pid}/before-the-restart`), request)
  expect(await reserveKey(me(), request)).toBeNull()
})

it('key_of_a_living_process_or_of_another_machine_is_held_until_its_lease_ends', async () => {
  for (const owner of [`${hostname()}/1/init`, 'elsewhere/7/x']) {
    const key = { ...request, key: owner }
    await reserveKey(as(owner), key)
    await expect(reserveKey(me(), key)).rejects.toMatchObject(conflict)
    nowMs += 60_001
    expect(await reserveKey(me(), key)).toBeNull()
  }
})

it('refusal_that_came_before_anything_happened_frees_the_key', async () => {
  await reserveKey(me(), request)
  await finishKey(me(), request, null)
  expect(await reserveKey(me(), { ...request, bodyHash: 'corrected' })).toBeNull()
})

it('answer_once_kept_is_neither_freed_nor_replaced', async () => {
  await reserveKey(me(), request)
  await finishKey(me(), request, { status: 200, body: 'first' })
  await finishKey(me(), request, null)
  await finishKey(me(), request, { status: 500, body: 'second' })
  expect(await reserveKey(me(), request)).toEqual({ status: 200, body: 'first' })
})

it('after_a_day_the_key_is_new_again_and_the_old_row_goes', async () => {
  await reserveKey(me(), request)
  await finishKey(me(), request, { status: 200, body: 'first' })
  nowMs += 24 * 60 * 60 * 1000 - 1
  expect(await reserveKey(me(), request)).not.toBeNull()
  await purgeExpiredKeys(me())
  expect(await db.count(idempotencyKeys)).toBe(1)
  nowMs += 1
  await purgeExpiredKeys(me())
  expect(await db.count(idempotencyKeys)).toBe(0)
  expect(await reserveKey(me(), { ...request, bodyHash: 'new' })).toBeNull()
})

it('answer_that_holds_a_secret_is_kept_sealed_and_given_back_whole', async () => {
  const secret = { ...request, secret: true }
  await reserveKey(me(), secret)
  await finishKey(me(), secret, { status: 200, body: { api_key: 'a_key_in_clear' } })
  const [row] = await db.find(idempotencyKeys)
  expect(JSON.stringify(row)).not.toContain('a_key_in_clear')
  expect(await reserveKey(me(), secret)).toEqual({ status: 200, body: { api_key: 'a_key_in_clear' } })
})

it('key_that_begins_anew_does_not_find_what_was_sent_under_it_long_ago', async () => {
  await reserveKey(me(), request)
  await db.insert(communicationLog, aCommunication({ idempotencyKey: 'k' }))
  nowMs += 25 * 60 * 60 * 1000
  expect(await reserveKey(me(), request)).toBeNull()
  expect(await db.find(communicationLog)).toMatchObject([{ idempotencyKey: null }])
})
