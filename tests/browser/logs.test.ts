import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { LOGS, useLogs } from '../support/logs-page.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, SIZES } from '../support/pages.ts'
import { person } from '../support/send.ts'
import { whenQuiet } from '../support/time.ts'
import { makeApplication } from '../support/twiml-application.ts'
import { ACME } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('logs', () => {
  const { at, onPage, history, expectRows, choose, shown } = useLogs()

  it('html_without_javascript_holds_the_rows_of_the_filtered_page', () =>
    onPage(
      `${LOGS}?outcome=failed`,
      async (page) => {
        await expectRows(page, 'outcome=failed')
        await shown(page, 'The phone is off.').waitFor()
        for (const [path, text] of [
          ['errors', 'The number is not a mobile number.'],
          ['audit', 'SMS sent'],
        ]) {
          await page.goto(`${at.world.url}${LOGS}/${path}`)
          await page.getByText(text!).first().waitFor()
        }
      },
      { javaScriptEnabled: false },
    ))

  it.each(Object.entries(SIZES))(
    'every_page_and_panel_is_accessible_%s',
    async (size, viewport) => {
      const { data } = await history()
      const audit = (await at.world.api('/api/logs/audit')).body.data
      const errors = (await at.world.api('/api/logs/errors')).body.data
      for (const colorScheme of ['light', 'dark'] as const) {
        const check = async (page: Page) => {
          await expectAccessible(page)
          await expectNoSidewaysScroll(page)
        }
        const panel = (page: Page) => page.getByRole('dialog').getByRole('heading', { level: 3 }).first().waitFor()
        await onPage(
          LOGS,
          async (page) => {
            await check(page)
            if (size === 'narrow') await page.getByRole('button', { name: 'Filters' }).click()
            await choose(page, 'Outcome', 'Failed')
            await page.getByRole('button', { name: 'Remove the filter Outcome: Failed' }).waitFor()
            await page.getByRole('combobox', { name: 'Status' }).click()
            await page.getByRole('listbox').waitFor()
            await expectAccessible(page, '[role=listbox]')
            await expectNoSidewaysScroll(page)
            for (const [path, row] of [
              ['', data[0]],
              ['/errors', errors[0]],
              ['/audit', audit[0]],
            ]) {
              await page.goto(`${at.world.url}${LOGS}${path}`)
              await hydrated(page)
              await check(page)
              await page.locator(`#row-${row.id}`).click()
              await panel(page)
              await check(page)
            }
          },
          { viewport, colorScheme },
        )
      }
    },
    180_000,
  )

  it('a_call_between_people_that_failed_is_not_offered_again', async () => {
    const { api, sim } = at.world
    await sim.scriptNumber(person(901), { call: { outcome: 'busy' } })
    const [user] = (await api('/api/users')).body.data
    const applicationSid = await makeApplication(at.world, ACME)
    await sim.clientCall({ identity: `u${user.id}_acme_corp`, applicationSid, params: { To: person(901) } })
    await whenQuiet(at.world)
    const [row] = (await history('status=busy')).data
    expect(row).toMatchObject({ to_number: person(901), outcome: 'failed' })
    await onPage(`${LOGS}?open=${row.id}`, async (page) => {
      const panel = page.getByRole('dialog', { name: 'Call to +1 202 555 0901' })
      await panel.getByText('What happened').waitFor()
      expect(await panel.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    })
  })
})
