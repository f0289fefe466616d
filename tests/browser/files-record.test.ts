import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { fileNamed } from '../support/files-page.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectAccessible, expectFits } from '../support/pages.ts'
import { startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('recording a greeting', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const dialog = () => page().getByRole('dialog', { name: 'Record a greeting' })
  const press = (name: string) => dialog().getByRole('button', { name, exact: true }).click()
  const microphone = (context: BrowserContext, isAllowed: boolean) =>
    isAllowed ? context.grantPermissions(['microphone']) : context.clearPermissions()

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser('--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required')
    operator = await openOperator(world, browser)
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('says_when_the_microphone_may_not_be_used', async () => {
    await microphone(operator.context, false)
    await operator.open('/files')
    await page().getByRole('button', { name: 'Record', exact: true }).click()
    await press('Record')
    await dialog().getByRole('alert').getByText('The microphone may not be used').waitFor()
    await expectAccessible(page())
    await page().keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
  })

  it('ends_as_a_sound_that_calls_can_play', async () => {
    await microphone(operator.context, true)
    await operator.open('/files')
    await tabTo(page(), 'Record', 'button')
    await page().keyboard.press('Enter')
    await dialog().getByRole('button', { name: 'Record', exact: true }).press('Enter')
    await dialog().getByText(/^0:01/).waitFor()
    // The meter follows what the device plays: a beep each second.
    await page().waitForFunction(
      () => Number(document.querySelector('[role="dialog"] svg rect')?.getAttribute('width')) > 1,
    )
    await expectAccessible(page())
    await dialog().getByRole('button', { name: 'Stop' }).press('Enter')
    await dialog().getByLabel('Your recording').waitFor()
    await expectFits(page())
    await press('Keep it')
    await dialog().getByText('Fill this in').waitFor()
    await dialog().getByLabel('Name').fill('Closed today')
    await dialog().getByLabel('Name').press('Enter')
    await page().getByRole('status').filter({ hasText: 'Closed today.wav was uploaded' }).waitFor()
    const file = await fileNamed(world, 'Closed today.wav')
    expect(file).toMatchObject({ file_type: 'wav', channels: 1, sample_rate: 16_000, is_playable: true })
    expect(file.duration_ms).toBeGreaterThan(800)
    await page().getByRole('button', { name: 'Play Closed today' }).click()
    await page().getByRole('button', { name: 'Pause Closed today' }).waitFor()
  })

  it('is_not_lost_by_a_stray_key', async () => {
    await microphone(operator.context, true)
    await operator.open('/files')
    await page().getByRole('button', { name: 'Record', exact: true }).click()
    await press('Record')
    await dialog().getByText(/^0:01/).waitFor()
    await press('Stop')
    await dialog().getByLabel('Your recording').waitFor()
    await page().keyboard.press('Escape')
    const question = page().getByRole('dialog', { name: 'Discard the recording?' })
    await expectAccessible(page())
    await question.getByRole('button', { name: 'Cancel' }).click()
    await dialog().getByLabel('Your recording').waitFor()
    await page().keyboard.press('Escape')
    await question.getByRole('button', { name: 'Discard' }).click()
    await dialog().waitFor({ state: 'hidden' })
    expect((await world.api('/api/files?search=Closed')).body.pagination.total_items).toBe(1)
  })
})
