import { setImmediate } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { currentLogContext, runWithLogContext } from '#server/context/log-context'
import { optOuts } from '#server/db/schema/opt-outs'
import { voiceMessages } from '#server/db/schema/voice-messages'
import { TenantDb } from '#server/db/tenant-db'
import { holdLock, NOW, overBothDrivers, useHome } from '../../../support/database.ts'
import { aMessage } from '../../../support/sample-rows.ts'

const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))

overBothDrivers('group commit', (kind) => {
  const home = useHome(kind)

  it('parallel_writes_and_transactions_beside_reads_all_land', async () => {
    const [acme, globex] = [await home.tenant('acme'), await home.tenant('globex')]
    const tenantOf = (index: number) => (index % 2 === 0 ? acme : globex)
    await Promise.all([
      ...times(200, (index) => tenantOf(index).insert(voiceMessages, aMessage())),
      ...times(30, (index) =>
        tenantOf(index).transaction(async (tx) => {
          const before = await tx.count(voiceMessages)
          await tx.insert(voiceMessages, aMessage())
          await Promise.resolve()
          await tx.insert(voiceMessages, aMessage())
          expect(await tx.count(voiceMessages)).toBe(before + 2) // nobody writes in between
        }),
      ),
      ...times(200, (index) => tenantOf(index).count(voiceMessages)),
    ])
    expect(await acme.count(voiceMessages)).toBe(130)
    expect(await globex.count(voiceMessages)).toBe(130)
  }, 30_000)

  it('one_write_that_fails_takes_nobody_of_its_group_along', async () => {
    const db = await home.tenant('acme')
    const optOut = (index: number) => ({ phoneNumber: `+1202555${index}`, source: 'api' as const, createdAt: NOW })
    await db.insert(optOuts, optOut(1007))
    const writes = [
      ...times(20, (index) => db.insert(optOuts, optOut(1000 + index))),
      db.transaction(async (tx) => {
        await tx.insert(optOuts, optOut(2000))
        throw new Error('on purpose')
      }),
      db.transaction((tx) => tx.insert(optOuts, optOut(2001))),
    ]
    const failed = (await Promise.allSettled(writes)).flatMap(({ status }, index) =>
      status === 'rejected' ? [index] : [],
    )
    expect(failed).toEqual([7, 20])
    expect(await db.count(optOuts)).toBe(21)
    expect(await db.count(optOuts, eq(optOuts.phoneNumber, '+12025552000'))).toBe(0)
  })

  it('each_write_runs_in_the_context_of_whoever_asked_for_it', async () => {
    const [acme, globex] = [await home.tenant('acme'), await home.tenant('globex')]
    const seen = await Promise.all(
      times(40, (index) => {
        const db = index % 2 === 0 ? acme : globex
        return runWithLogContext({ requestId: `r${index}`, tenantId: db.tenantId }, () =>
          db.transaction(async (tx) => {
            await tx.insert(voiceMessages, aMessage({ name: `r${index}` }))
            return currentLogContext()
          }),
        )
      }),
    )
    expect(seen.map((context) => context?.requestId)).toEqual(times(40, (index) => `r${index}`))
    expect(new Set(seen.map((context) => context?.tenantId))).toEqual(new Set([acme.tenantId, globex.tenantId]))
  })

  it('lock_of_another_process_is_waited_for_and_the_event_loop_goes_on', async () => {
    const db = await home.tenant('acme')
    const lock = await holdLock(await home.open())
    let landed = false
    const writes = Promise.all([
      db.insert(voiceMessages, aMessage()),
      db.transaction((tx) => tx.insert(voiceMessages, aMessage())),
    ]).then(() => (landed = true))
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    expect(await db.count(voiceMessages)).toBe(0) // reads go on meanwhile
    expect(landed).toBe(false)
    await lock.release()
    await writes
    expect(await db.count(voiceMessages)).toBe(2)
  }, 20_000)

  it('close_waits_for_what_is_being_written', async () => {
    const { tenantId } = await home.tenant('acme')
    const closing = await home.open()
    const writes = times(50, () => TenantDb.open(closing, tenantId).insert(voiceMessages, aMessage()))
    await Promise.all([...writes, closing.close()])
    expect(await TenantDb.open(home.db, tenantId).count(voiceMessages)).toBe(50)
  })

  it('queue_goes_on_after_a_commit_that_failed', async () => {
    const db = await home.tenant('acme')
    const broken = home.db.write(async (_queries, execute) => {
      await execute('ROLLBACK') // as a full disk does: the transaction is gone under our feet
    })
    await expect(broken).rejects.toThrow()
    await db.insert(voiceMessages, aMessage())
    expect(await db.count(voiceMessages)).toBe(1)
  })
})
