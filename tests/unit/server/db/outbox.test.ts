import { beforeEach, expect, it } from 'vitest'
import type { TenantContext } from '#server/context/tenant-context'
import { outbox } from '#server/db/schema/outbox'
import { createSystemDb } from '#server/db/system-db'
import type { TenantDb } from '#server/db/tenant-db'
import { enqueue, hasten } from '#server/jobs/outbox'
import { NOW, overBothDrivers, useHome } from '../../../support/database.ts'

const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000)
const text = (seconds: number) => at(seconds).toISOString()

overBothDrivers('outbox', (kind) => {
  const home = useHome(kind)
  let db: TenantDb
  let ctx: TenantContext
  beforeEach(async () => {
    await home.db.execute('DELETE FROM outbox') // its queue is everybody's
    db = await home.tenant('acme')
    ctx = { tenant: { id: db.tenantId }, app: { clock: { now: () => at(0) } } } as unknown as TenantContext
  })
  const system = () => createSystemDb(home.db)
  const add = (id: string, runAt = at(0), payload = {}) => enqueue(ctx, db, { id, kind: 'k', payload, runAt })

  it('two_claimers_never_get_the_same_job', async () => {
    for (let index = 0; index < 30; index++) await add(`job-${index}`)
    const claimers = [system(), createSystemDb(await home.open())]
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, index) => claimers[index % 2]!.claimDueJobs(text(0), text(60), 4)),
    )
    const ids = claims.flat().map(({ id }) => id)
    expect(ids).toHaveLength(30)
    expect(new Set(ids).size).toBe(30)
  }, 20_000)

  it('jobs_come_oldest_first_and_not_before_their_time', async () => {
    await add('later', at(-5))
    await add('first', at(-10))
    await add('not-yet', at(1))
    const claimed = await system().claimDueJobs(text(0), text(60), 10)
    expect(claimed.map(({ id }) => id).sort()).toEqual([`${db.tenantId}/first`, `${db.tenantId}/later`])
    const [oldest] =
      (await home.db.execute('DELETE FROM outbox'),
      await add('b', at(-1)),
      await add('a', at(-2)),
      await system().claimDueJobs(text(0), text(60), 1))
    expect(oldest!.id).toBe(`${db.tenantId}/a`)
  })

  it('worker_that_lost_its_lease_can_neither_finish_the_job_nor_hand_it_back', async () => {
    await add('job')
    const [lost] = await system().claimDueJobs(text(0), text(60), 1)
    expect(await system().claimDueJobs(text(59), text(120), 1)).toEqual([])
    const [taken] = await system().claimDueJobs(text(60), text(120), 1)
    expect(taken).toMatchObject({ id: lost!.id, fence: lost!.fence + 1, attempts: 2 })

    await system().finishJob(lost!, null)
    await system().finishJob(lost!, { runAt: text(999) })
    expect(await db.find(outbox)).toMatchObject([{ leaseUntil: text(120), runAt: NOW }])
    await system().finishJob(taken!, null)
    expect(await db.count(outbox)).toBe(0)
  })

  it('a_job_that_goes_on_later_keeps_its_payload_or_takes_another', async () => {
    await add('job', at(0), { from: 1 })
    const [first] = await system().claimDueJobs(text(0), text(60), 1)
    await system().finishJob(first!, { runAt: text(1) })
    const [second] = await system().claimDueJobs(text(1), text(60), 1)
    expect(second!.payload).toEqual({ from: 1 })
    await system().finishJob(second!, { runAt: text(2), payload: { from: 2 } })
    expect(await db.find(outbox)).toMatchObject([{ payload: { from: 2 }, runAt: text(2), leaseUntil: null }])
  })

  it('job_handed_back_waits_for_its_new_time_and_says_why', async () => {
    await add('job')
    const [job] = await system().claimDueJobs(text(0), text(60), 1)
    await system().finishJob(job!, { runAt: text(30), lastError: 'no answer' })
    expect(await system().claimDueJobs(text(29), text(90), 1)).toEqual([])
    expect(await system().claimDueJobs(text(30), text(90), 1)).toMatchObject([{ lastError: 'no answer', attempts: 2 }])
  })

  it('same_work_queued_twice_is_one_job_as_it_was_first', async () => {
    await add('job', at(5), { first: true })
    await add('job', at(9), { first: false })
    expect(await db.find(outbox)).toMatchObject([{ runAt: text(5), payload: { first: true } }])
  })

  it('same_id_of_two_tenants_is_two_jobs', async () => {
    await add('job')
    db = await home.tenant('globex')
    ctx = { ...ctx, tenant: { id: db.tenantId } } as TenantContext
    await add('job')
    expect(await system().claimDueJobs(text(0), text(60), 10)).toHaveLength(2)
  })

  it('work_queued_in_a_transaction_that_fails_is_not_there', async () => {
    const failing = db.transaction(async (tx) => {
      await enqueue(ctx, tx, { id: 'job', kind: 'k', payload: {}, runAt: at(0) })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await db.count(outbox)).toBe(0)
  })

  it('hasten_brings_waiting_work_forward_only', async () => {
    await add('waiting', at(60))
    await add('sooner', at(-60))
    await add('running', at(-90))
    const [running] = await system().claimDueJobs(text(-90), text(60), 1)
    for (const id of ['waiting', 'sooner', 'running', 'unknown']) await hasten(ctx, db, id, at(10))
    const runAt = Object.fromEntries((await db.find(outbox)).map((row) => [row.id.split('/')[1], row.runAt]))
    expect(runAt).toEqual({ waiting: text(10), sooner: text(-60), running: text(-90) })
    expect(running!.id).toContain('running')
  })

  it('oldest_due_job_is_one_whose_time_has_come_and_that_nobody_holds', async () => {
    expect(await system().oldestDueJob(text(99))).toBeNull()
    await add('job', at(5))
    await add('later', at(7))
    expect(await system().oldestDueJob(text(4))).toBeNull()
    expect(await system().oldestDueJob(text(9))).toBe(text(5))
    await system().claimDueJobs(text(9), text(69), 1)
    expect(await system().oldestDueJob(text(9))).toBe(text(7))
    expect(await system().oldestDueJob(text(69))).toBe(text(5))
  })
})
