import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wavTone } from '../support/audio.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectAccessible, expectNoSidewaysScroll, SIZES } from '../support/pages.ts'
import { putFile } from '../support/uploads.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const MUSIC = 'Music on hold'

describe.skipIf(noBrowser && !process.env.CI)('the music on hold', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  let waltz: number
  const page = () => operator.page
  const chosen = async () => (await world.api('/api/tenant/profile')).body.data.settings.hold_music_file_id

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
    waltz = (await putFile(world, ACME.key, 'waltz.wav', wavTone())).id
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('is_chosen_among_the_files_by_keyboard_and_heard_there', async () => {
    await operator.open('/settings/recording')
    await tabTo(page(), MUSIC, 'combobox')
    await page().keyboard.type('waltz')
    await page().getByRole('button', { name: 'Play waltz' }).waitFor()
    await expectAccessible(page())
    await tabTo(page(), 'Save', 'button')
    await page().keyboard.press('Enter')
    await page().getByText('Saved', { exact: true }).first().waitFor()
    expect(await chosen()).toBe(waltz)
    await page().reload()
    expect(await page().getByLabel(MUSIC).inputValue()).toBe(String(waltz))
    expect(await operator.htmlOf('/settings/recording')).toContain(`value="${waltz}"`)
  })

  it('is_not_removed_before_it_is_said_who_hears_it', async () => {
    await operator.open(`/files?file=${waltz}`)
    await page().getByText('Callers hear it on hold.', { exact: true }).waitFor()
    await page().getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page().getByText("Callers hear it on hold. They would hear the product's own music instead.").waitFor()
    await expectAccessible(page())
    await page().getByRole('button', { name: 'Remove all the same' }).click()
    await page().getByText('waltz.wav is removed').first().waitFor()
    expect((await world.api(`/api/files/${waltz}`)).body.data.removed_at).not.toBeNull()
    // Refused at first, which browsers say too.
    expect(operator.complaints.splice(0).filter((one) => !/status of 409/.test(one))).toEqual([])
  })

  it('says_that_the_chosen_file_cannot_be_played_and_goes_back_to_ours', async () => {
    await operator.open('/settings/recording')
    await page().getByText('This file cannot be played now.').waitFor()
    for (const viewport of Object.values(SIZES)) {
      await page().setViewportSize(viewport)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page().emulateMedia({ colorScheme })
        await expectAccessible(page())
      }
      await expectNoSidewaysScroll(page())
    }
    await page().getByLabel(MUSIC).selectOption('')
    await page().getByRole('button', { name: 'Save' }).click()
    await page().getByText('Saved', { exact: true }).first().waitFor()
    expect(await chosen()).toBeNull()
  })
})
