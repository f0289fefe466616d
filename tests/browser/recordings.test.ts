import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { connectNumbers, routeNumber } from '../support/numbers.ts'
import { expectComplaints, openOperator, openReader, tabTo, type Operator } from '../support/operator.ts'
import { expectFits, expectFitsEverywhere } from '../support/pages.ts'
import { createTemplate, liftLimits, person } from '../support/send.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const CALLS = 4
const CALLER = person(50)

describe.skipIf(noBrowser && !process.env.CI)('recordings', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const region = () => page().getByRole('region', { name: 'Recordings' })
  const rows = () =>
    region()
      .getByRole('row')
      .filter({ has: page().locator('td') })
  const play = (number: string) => page().getByRole('button', { name: `Play the recording with ${number}` })
  const remove = (number: string) => page().getByRole('button', { name: `Delete the recording with ${number}` })
  const player = () => page().getByLabel('Recording', { exact: true }).and(page().locator('audio'))
  const plays = () => player().evaluate((audio: HTMLAudioElement) => audio.duration > 0)
  const list = async (query = ''): Promise<{ id: string; source: string; to_number: string; status: string }[]> =>
    (await world.api(`/api/recordings?per_page=100${query}`)).body.data
  const settings = async () => (await world.api('/api/tenant/profile')).body.data.settings
  const focusedName = () => page().evaluate(() => document.activeElement?.getAttribute('aria-label'))

  beforeAll(async () => {
    world = await startWorld()
    world.expectErrors('request_failed')
    await liftLimits(world.api)
    await connectNumbers(world, ACME, [ACME.from])
    await routeNumber(world.api, {
      voice_routing: { hours: null, open: { type: 'voicemail', greeting: 'Hello', max_seconds: 30 }, closed: null },
    })
    const voice_message_id = await createTemplate(world.api, 'Good morning.')
    for (let index = 0; index < CALLS; index++) {
      await world.api('/api/communication/voice/send', { body: { to: person(index), voice_message_id, record: true } })
    }
    await world.sim.inboundCall({ from: CALLER, to: ACME.from })
    const isDone = ({ status }: { status: string }) => status === 'completed'
    await eventually(list, (all) => all.length === CALLS + 1 && all.every(isDone))
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('are_listed_accessible_at_every_size_and_without_javascript', async () => {
    await operator.open('/logs/recordings')
    expect(await rows().count()).toBe(CALLS + 1)
    await expectFitsEverywhere(page())
    const html = await operator.htmlOf('/logs/recordings')
    expect(html).toContain('Voicemail')
    expect(html).toContain(person(1))
  })

  it('are_filtered_by_kind_by_mouse_and_by_keyboard', async () => {
    await operator.open('/logs/recordings')
    await page().getByLabel('Kind of recording').selectOption('voicemail')
    await expect.poll(() => rows().count()).toBe(1)
    await page().reload()
    expect(await rows().count()).toBe((await list('&source=voicemail')).length)
    await tabTo(page(), 'Kind of recording')
    await page().keyboard.type('Conf')
    await page().getByText('Nothing matches').waitFor()
    await page().keyboard.press('Home')
    await expect.poll(() => rows().count()).toBe(CALLS + 1)
  })

  it('are_heard_by_mouse_and_by_keyboard_and_lead_to_their_call', async () => {
    await operator.open('/logs/recordings')
    await play(CALLER).click()
    await expect.poll(plays).toBe(true)
    await expectFits(page())
    await operator.open('/logs/recordings')
    await tabTo(page(), play(person(1)))
    await page().keyboard.press('Enter')
    await expect.poll(plays).toBe(true)
    await world.sim.addFault({ kind: 'error-before', operation: 'recordings.media' })
    await play(person(2)).click()
    await page().getByRole('alert').getByText('The recording could not be had from Twilio').waitFor()
    await world.sim.clearFaults()
    expectComplaints(operator, /Failed to load resource/)
    await play(person(2)).click()
    await expect.poll(plays).toBe(true)
    await page()
      .getByRole('link', { name: `Open the call with ${person(2)} in the log` })
      .press('Enter')
    await page().getByRole('dialog').getByText('Completed').first().waitFor()
  })

  it('are_deleted_by_mouse_after_a_lost_network_and_by_keyboard_one_after_the_other', async () => {
    await operator.open('/logs/recordings')
    const dialog = page().getByRole('dialog')
    await remove(person(0)).click()
    await expectFitsEverywhere(page())
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await list()).toHaveLength(CALLS + 1)
    await remove(person(0)).click()
    await page().route('**/api/recordings/*', (route) => route.abort())
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('alert').getByText('The server cannot be reached').waitFor()
    await page().unrouteAll()
    expectComplaints(operator, /Failed to load resource/)
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await list()).map(({ to_number }) => to_number)).not.toContain(person(0))

    await operator.open('/logs/recordings')
    const [first, second, third] = await rows().getByRole('button', { name: /^Delete/ }).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')!)) // prettier-ignore
    await tabTo(page(), page().getByRole('button', { name: first }))
    for (const next of [second, third]) {
      await page().keyboard.press('Enter')
      await dialog.waitFor()
      await tabTo(page(), dialog.getByRole('button', { name: 'Delete' }))
      await page().keyboard.press('Enter')
      await expect.poll(focusedName).toBe(next)
    }
    await page().reload()
    expect(await rows().count()).toBe(CALLS - 2)
    expect(await list()).toHaveLength(CALLS - 2)
    await eventually(
      () => world.sim.requests({ operation: 'recordings.delete' }),
      (deleted) => deleted.length === 3,
    )
  })

  it('are_only_heard_by_whoever_may_only_read', async () => {
    const reader = await openReader(world, browser, ['communication:read', 'settings:read'])
    await reader.open('/logs/recordings')
    expect(await reader.page.getByRole('button', { name: /^Play/ }).count()).toBe(CALLS - 2)
    expect(await reader.page.getByRole('button', { name: /^Delete/ }).count()).toBe(0)
    await expectFits(reader.page)
    await reader.open('/settings/recording')
    expect(await reader.page.getByLabel('Record every call').isDisabled()).toBe(true)
    expect(await reader.page.getByRole('button', { name: 'Save' }).count()).toBe(0)
    expect(reader.complaints).toEqual([])
    await reader.context.close()
  })

  it('are_made_announced_and_kept_as_the_settings_say', async () => {
    await operator.open('/settings/recording')
    await page().getByLabel('Record every call').check()
    await page().getByText('Calls are recorded, and nobody is told.').waitFor()
    await expectFitsEverywhere(page())
    await page().getByLabel('Keep recordings for').fill('soon')
    await page().getByRole('button', { name: 'Save' }).click()
    await page().locator('[aria-invalid="true"]').waitFor()
    await page().getByLabel('Keep recordings for').fill('90')
    await page().getByLabel('What is said before a recorded call').fill('This call is recorded.')
    await page().getByRole('button', { name: 'Save' }).click()
    await page().getByText('Saved', { exact: true }).first().waitFor()
    const kept = { auto_record_calls: true, recording_announcement: 'This call is recorded.' }
    expect(await settings()).toMatchObject({ ...kept, recording_retention_days: 90 })

    await operator.open('/settings/recording')
    await tabTo(page(), page().getByLabel('Record every call'))
    await page().keyboard.press('Space')
    await tabTo(page(), page().getByLabel('Keep recordings for'))
    await page().keyboard.press('Control+A')
    await page().keyboard.press('Delete')
    await page().keyboard.press('Enter')
    await page().getByText('Saved', { exact: true }).first().waitFor()
    await page().reload()
    expect(await page().getByLabel('Record every call').isChecked()).toBe(false)
    expect(await settings()).toMatchObject({ auto_record_calls: false, recording_retention_days: null })
  })
})
