import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { LOGS, SEEDED, useLogs, type Row } from '../support/logs-page.ts'
import { tabTo } from '../support/operator.ts'
import { hydrated } from '../support/pages.ts'
import { person, sendSms } from '../support/send.ts'
import { HOUR_MS } from '../support/time.ts'

describe.skipIf(noBrowser && !process.env.CI)('logs, filtered and walked', () => {
  const { at, onPage, history, shownIds, expectRows, choose, shown } = useLogs()

  it('filters_chosen_by_mouse_live_in_the_address', () =>
    onPage(LOGS, async (page) => {
      await choose(page, 'Outcome', 'Failed')
      await expectRows(page, 'outcome=failed')
      expect(page.url()).toBe(`${at.world.url}${LOGS}?outcome=failed`)
      await choose(page, 'Direction', 'Outgoing')
      await choose(page, 'Status', 'Not delivered')
      await expectRows(page, 'status=undelivered')
      await page.reload()
      await hydrated(page)
      await expectRows(page, 'status=undelivered')
      await page.getByRole('button', { name: 'Remove the filter Status: Not delivered' }).click()
      await expectRows(page, 'outcome=failed')
      await page.goBack()
      await expectRows(page, 'status=undelivered')
      await page.getByRole('button', { name: 'Clear all' }).click()
      await expectRows(page, '')
      expect(page.url()).toBe(at.world.url + LOGS)
    }))

  it('filters_are_set_by_keyboard_alone', () =>
    onPage(LOGS, async (page) => {
      const { keyboard } = page
      await page.getByRole('searchbox', { name: 'Text or error' }).focus()
      await keyboard.type('parcel 110')
      await keyboard.press('Enter')
      await expectRows(page, 'q=parcel+110')
      await keyboard.press('ControlOrMeta+a')
      await keyboard.press('Delete')
      await expectRows(page, '')
      await keyboard.press('Tab')
      await keyboard.type('(202) 555-0010')
      await expectRows(page, 'number=2025550010')
      await keyboard.press('ControlOrMeta+a')
      await keyboard.type('12')
      await page.getByText('At least 3 digits').waitFor()
      await keyboard.press('ControlOrMeta+a')
      await keyboard.press('Delete')
      await expectRows(page, '')
      await keyboard.press('Tab') // the time
      await keyboard.press('Enter')
      await page.getByRole('option', { name: 'Today' }).waitFor()
      await keyboard.type('Last 7')
      await keyboard.press('Enter')
      await expect.poll(() => page.url()).toContain('period=7d')
      await tabTo(page, page.getByRole('combobox', { name: /^Template/ }))
      await keyboard.type('morning')
      await expect.poll(() => page.getByRole('option').allTextContents()).toEqual(['Morning call'])
      await keyboard.press('Enter')
      await page.getByRole('button', { name: 'Remove the filter Template: Morning call' }).waitFor()
      await page.getByRole('button', { name: 'Remove the filter Time: Last 7 days' }).focus()
      await keyboard.press('Enter')
      await expectRows(page, `voice_message_id=${at.template}`)
    }))

  it('chosen_days_are_days_of_the_tenant', () =>
    onPage(LOGS, async (page) => {
      const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(Date.now() - 48 * HOUR_MS)
      await choose(page, 'Time', 'Chosen days')
      await page.getByLabel('From this day').fill(day)
      await expect.poll(() => page.url()).toContain(`from=${day}`)
      await page.getByLabel('To this day').fill(day)
      await expectRows(page, `date_from=${day}&date_to=${day}`)
    }))

  it('what_the_address_holds_that_is_no_filter_counts_for_nothing', () =>
    onPage(
      `${LOGS}?outcome=perhaps&status=x&number=abc&page=-3&from=2026-02-31&period=custom&open=zero`,
      async (page) => {
        await expectRows(page, '')
      },
    ))

  it('nothing_that_matches_says_so_and_leads_back', () =>
    onPage(`${LOGS}?q=nothingofthekind`, async (page) => {
      await page.getByText('Nothing matches these filters').waitFor()
      await page.getByRole('button', { name: 'Clear all' }).last().click()
      await expectRows(page, '')
    }))

  it('pages_are_turned_and_the_back_button_turns_back', () =>
    onPage(LOGS, async (page) => {
      await page.getByRole('button', { name: 'Next page' }).click()
      await expectRows(page, 'page=2')
      await page.getByText(`51 to 100 of ${SEEDED + 1}`).waitFor()
      await page.getByRole('button', { name: 'Next page' }).focus()
      await page.keyboard.press('Enter')
      await expectRows(page, 'page=3')
      expect(await page.getByRole('button', { name: 'Next page' }).isDisabled()).toBe(true)
      await page.goBack()
      await expectRows(page, 'page=2')
    }))

  it('a_row_opens_beside_the_list_by_mouse_and_the_back_button_closes_it', () =>
    onPage(LOGS, async (page) => {
      const { data } = await history()
      await shown(page, 'Parcel 3 is ready').click()
      const panel = page.getByRole('dialog', { name: 'SMS to +1 202 555 0003' })
      await panel.getByText('It arrived on the phone.').waitFor()
      const open = data.find((row: Row) => row.to_number === person(3))
      expect(page.url()).toBe(`${at.world.url}${LOGS}?open=${open.id}`)
      await page.reload()
      await hydrated(page)
      await panel.waitFor()
      await page.goBack()
      await panel.waitFor({ state: 'detached' })
      await page.goForward()
      await panel.waitFor()
      await panel.getByRole('button', { name: 'Next row (J)' }).click()
      await page.getByRole('dialog', { name: 'SMS to +1 202 555 0004' }).waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(page.url()).toBe(at.world.url + LOGS)
    }))

  it('rows_are_walked_and_read_by_keyboard_alone', () =>
    onPage(LOGS, async (page) => {
      const { data } = await history()
      const focused = () => page.evaluate(() => document.activeElement?.id)
      await page.locator(`#row-${data[0].id}`).focus()
      await page.keyboard.press('j')
      await page.keyboard.press('ArrowDown')
      expect(await focused()).toBe(`row-${data[2].id}`)
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').getByText('What happened').waitFor()
      for (const [key, index] of [
        ['j', 3],
        ['ArrowDown', 4],
        ['k', 3],
      ] as const) {
        await page.keyboard.press(key)
        await expect.poll(() => page.url()).toContain(`open=${data[index].id}`)
      }
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await expect.poll(focused).toBe(`row-${data[3].id}`)
    }))

  it('new_rows_appear_at_once_and_wait_while_somebody_reads', () =>
    onPage(LOGS, async (page) => {
      await page.getByText('Live', { exact: true }).waitFor()
      await sendSms(at.world.api, person(501), 'First of the live ones')
      await shown(page, 'First of the live ones').click()
      const panel = page.getByRole('dialog', { name: 'SMS to +1 202 555 0501' })
      await panel.getByText('It arrived on the phone.').waitFor()
      const before = await shownIds(page)
      await sendSms(at.world.api, person(502), 'Second of the live ones')
      await page.getByText('1 new', { exact: true }).waitFor()
      expect(await shownIds(page)).toEqual(before)
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      expect(await shownIds(page)).toEqual(before)
      await page.getByRole('button', { name: '1 new' }).click()
      await shown(page, 'Second of the live ones').waitFor()
      await expectRows(page, '')
    }))

  it('tabs_are_links_and_what_one_may_not_read_is_not_there', async () => {
    await onPage(LOGS, async (page) => {
      await page.getByRole('link', { name: 'Errors' }).click()
      await page.waitForURL(`${at.world.url}${LOGS}/errors`)
      await page.getByText('The number is not a mobile number.').first().waitFor()
      await page.getByRole('link', { name: 'Audit' }).focus()
      await page.keyboard.press('Enter')
      await page.waitForURL(`${at.world.url}${LOGS}/audit`)
      await page.getByText('SMS sent').first().waitFor()
    })
  })
})
