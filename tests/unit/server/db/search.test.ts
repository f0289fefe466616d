import { eq } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import { communicationLog } from '#server/db/schema/communication-log'
import type { TenantDb } from '#server/db/tenant-db'
import { countHistory, findHistory } from '#server/domain/communications/history.queries'
import { overBothDrivers, useHome } from '../../../support/database.ts'
import { aCommunication } from '../../../support/sample-rows.ts'

overBothDrivers('search', (kind) => {
  const home = useHome(kind)
  let acme: TenantDb
  let globex: TenantDb
  beforeEach(async () => {
    ;[acme, globex] = [await home.tenant('acme'), await home.tenant('globex')]
  })
  const add = async (db: TenantDb, messageContent: string) =>
    (await db.insert(communicationLog, aCommunication({ messageContent })))[0]!.id
  const search = async (db: TenantDb, words: string) => {
    const filter = { words, includeTest: true }
    const found = await findHistory(db, filter, { limit: 10, offset: 0 })
    expect(await countHistory(db, filter)).toBe(found.length)
    return found.map((row) => row.messageContent)
  }

  it('finds_words_of_the_text_by_their_beginnings_whatever_their_case_and_accents', async () => {
    await add(acme, 'Ihr Termin ist am Montag, Grüße')
    await add(acme, 'Your invoice is due')
    expect(await search(acme, 'TERMIN mon')).toEqual(['Ihr Termin ist am Montag, Grüße'])
    expect(await search(acme, 'grusse')).toEqual([])
    expect(await search(acme, 'gruß')).toEqual(['Ihr Termin ist am Montag, Grüße'])
    expect(await search(acme, 'termin invoice')).toEqual([])
  })

  it('never_finds_another_tenants_rows', async () => {
    await add(globex, 'secret plan')
    expect(await search(acme, 'secret')).toEqual([])
    expect(await search(globex, 'secret')).toEqual(['secret plan'])
  })

  it('tenant_whose_id_begins_like_another_is_not_the_other', async () => {
    const longer = await home.tenant(`${acme.tenantId}-2`)
    await add(longer, 'secret plan')
    expect(await search(acme, 'secret')).toEqual([])
  })

  it('words_cannot_name_another_tenant_or_column', async () => {
    await add(globex, 'secret plan')
    const hex = Buffer.from(globex.tenantId).toString('hex')
    for (const words of [`x) OR tenant:t${hex} OR (content:secret`, `tenant:t${hex}`, `" OR tenant:t${hex} OR "`]) {
      expect(await search(acme, words)).toEqual([])
    }
  })

  it('quotes_and_operators_are_plain_text', async () => {
    await add(acme, 'say "hello" AND NOT goodbye (ever) * - ^ +1 50% it\'s')
    for (const words of ['"hello"', 'AND', 'NOT goodbye', '(ever)', "it's", '50%', 'say NEAR', '+1', 'hello*']) {
      expect(await search(acme, words)).toHaveLength(words === 'say NEAR' ? 0 : 1)
    }
    for (const words of ['"', '*', '""', '(', '^', "'", '\\', ':', '{', '-', 'a\0b', '\0']) await search(acme, words)
  })

  it('change_and_removal_of_a_text_are_reflected', async () => {
    const id = await add(acme, 'first words')
    await acme.update(communicationLog, { messageContent: 'second words' }, eq(communicationLog.id, id))
    expect(await search(acme, 'first')).toEqual([])
    expect(await search(acme, 'second')).toEqual(['second words'])
    await acme.update(communicationLog, { errorMessage: 'The phone is off' }, eq(communicationLog.id, id))
    expect(await search(acme, 'phone second')).toEqual(['second words'])
    await acme.remove(communicationLog, eq(communicationLog.id, id))
    expect(await search(acme, 'words')).toEqual([])
  })
})
