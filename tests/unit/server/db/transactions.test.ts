import { setImmediate } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { optOuts } from '#server/db/schema/opt-outs'
import { voiceMessages } from '#server/db/schema/voice-messages'
import { TenantDb } from '#server/db/tenant-db'
import { expectRefusal, NOW, overBothDrivers, useHome } from '../../../support/database.ts'
import { aMessage } from '../../../support/sample-rows.ts'

overBothDrivers('transactions', (kind) => {
  const home = useHome(kind)
  const namesOf = async (db: TenantDb) => (await db.find(voiceMessages)).map(({ name }) => name).sort()
  const named = (name: string) => aMessage({ name })

  it('throw_after_an_await_keeps_nothing', async () => {
    const db = await home.tenant('acme')
    const failing = db.transaction(async (tx) => {
      await tx.insert(voiceMessages, named('first'))
      await Promise.resolve()
      expect(await namesOf(tx)).toEqual(['first'])
      throw new Error('after all')
    })
    await expect(failing).rejects.toThrow('after all')
    expect(await namesOf(db)).toEqual([])
  })

  it('statement_refused_inside_keeps_nothing_of_the_transaction', async () => {
    const db = await home.tenant('acme')
    const failing = db.transaction(async (tx) => {
      await tx.insert(voiceMessages, named('first'))
      await tx.insert(optOuts, [optOut('+12025550101'), optOut('+12025550101')])
    })
    await expectRefusal(failing, 'UNIQUE constraint failed')
    expect(await namesOf(db)).toEqual([])
  })

  it('what_it_returns_comes_out_and_what_it_wrote_is_there', async () => {
    const db = await home.tenant('acme')
    const id = await db.transaction(async (tx) => (await tx.insert(voiceMessages, named('kept')))[0]!.id)
    expect(await db.find(voiceMessages, { where: eq(voiceMessages.id, id) })).toHaveLength(1)
  })

  it('others_do_not_see_it_before_it_commits', async () => {
    const db = await home.tenant('acme')
    const other = TenantDb.open(await home.open(), db.tenantId)
    await db.transaction(async (tx) => {
      await tx.insert(voiceMessages, named('soon'))
      expect(await namesOf(db)).toEqual([])
      expect(await namesOf(other)).toEqual([])
    })
    expect(await namesOf(other)).toEqual(['soon'])
  })

  it('commit_is_durable_before_the_promise_resolves', async () => {
    const db = await home.tenant('acme')
    const other = TenantDb.open(await home.open(), db.tenantId)
    for (const name of ['a', 'b', 'c']) {
      await db.insert(voiceMessages, named(name))
      expect(await other.count(voiceMessages, eq(voiceMessages.name, name))).toBe(1)
    }
  })

  it('drizzles_own_transaction_is_not_what_runs', async () => {
    // Drizzle's synchronous one commits when an async callback returns its promise, and keeps the rows after a throw.
    const db = await home.tenant('acme')
    const failing = db.transaction(async (tx) => {
      await setImmediate() // the event loop turns: a commit at the first await would have happened by now
      await tx.insert(voiceMessages, named('late'))
      throw new Error('late throw')
    })
    await expect(failing).rejects.toThrow('late throw')
    expect(await namesOf(db)).toEqual([])
  })

  describe('nested', () => {
    it('inner_throw_that_is_caught_keeps_what_the_outer_wrote', async () => {
      const db = await home.tenant('acme')
      await db.transaction(async (tx) => {
        await tx.insert(voiceMessages, named('before'))
        const inner = tx.transaction(async (nested) => {
          await nested.insert(voiceMessages, named('inner'))
          throw new Error('inner')
        })
        await expect(inner).rejects.toThrow('inner')
        await tx.insert(voiceMessages, named('after'))
      })
      expect(await namesOf(db)).toEqual(['after', 'before'])
    })

    it('inner_throw_that_is_not_caught_keeps_nothing', async () => {
      const db = await home.tenant('acme')
      const failing = db.transaction(async (tx) => {
        await tx.insert(voiceMessages, named('before'))
        await tx.transaction(async () => Promise.reject(new Error('inner')))
      })
      await expect(failing).rejects.toThrow('inner')
      expect(await namesOf(db)).toEqual([])
    })

    it('outer_throw_takes_back_what_the_inner_had_finished', async () => {
      const db = await home.tenant('acme')
      const failing = db.transaction(async (tx) => {
        await tx.transaction((nested) => nested.transaction((deep) => deep.insert(voiceMessages, named('deep'))))
        throw new Error('outer')
      })
      await expect(failing).rejects.toThrow('outer')
      expect(await namesOf(db)).toEqual([])
    })
  })
})

const optOut = (phoneNumber: string) => ({ phoneNumber, source: 'api' as const, createdAt: NOW })
