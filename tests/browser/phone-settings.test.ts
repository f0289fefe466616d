import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { expectAccessible, hydrated, LOOKS, SIZES } from '../support/pages.ts'
import { usePhonePage } from '../support/phone-page.ts'

/** One story after the other in one browser; each begins with the page open. */
describe.skipIf(noBrowser && !process.env.CI)("the phone's surroundings", () => {
  const { at, page, open, hangUp, line, button, running, takesCalls } = usePhonePage()

  it('chooses_devices_and_shows_what_the_microphone_hears', async () => {
    await open()
    await takesCalls().click()
    await page().getByText('Microphone and speaker').click()
    await page().getByLabel('Microphone', { exact: true }).selectOption('Built-in microphone')
    await page().getByLabel('Rings also on').selectOption('Loudspeaker')
    await button('Test the microphone').click()
    await page().waitForFunction(
      () => Number(document.querySelector('[role=meter]')?.getAttribute('aria-valuenow')) > 1,
    )
    await button('Stop the test').click()
    await button('Play a tone').click()
    await expect.poll(() => line((phone) => phone.tested)).toBe(1)
    await expectAccessible(page())
    await page().reload()
    await hydrated(page())
    await expect.poll(() => line((phone) => phone.lines.at(-1)?.used).catch(() => null)).toMatchObject({ microphone: 'mic-2', alsoRings: 'speaker-2' }) // prettier-ignore
    await takesCalls().click()
  })

  it('says_when_the_microphone_is_refused_and_is_off_then', async () => {
    await at.operator.context.clearPermissions()
    await open()
    await takesCalls().click()
    await page().getByRole('alert').getByText('The microphone is not allowed').waitFor()
    await at.operator.context.grantPermissions(['microphone'])
    await page().getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await page().getByText('Calls ring here', { exact: true }).waitFor()
  })

  it('is_in_one_window_at_a_time', async () => {
    await open()
    await page().getByText('Calls ring here', { exact: true }).waitFor()
    const second = await at.operator.context.newPage()
    await second.goto(page().url())
    await hydrated(second)
    await second.getByText('The phone is on in another window').waitFor()
    await line((phone) => phone.ring({ from: '+12025550150' }))
    await button('Answer').click()
    await running().waitFor()
    await second.getByRole('button', { name: 'Use it here' }).click()
    await second.getByText('Somebody talks in the other window').waitFor()
    await hangUp()
    await second.getByRole('button', { name: 'Try again' }).click()
    await second.getByText('Calls ring here', { exact: true }).waitFor()
    await page().getByText('The phone is on in another window').waitFor()
    await second.close()
    await page().getByText('Calls ring here', { exact: true }).waitFor()
    await takesCalls().click()
  })

  it('is_legible_and_fits_everywhere', async () => {
    await open()
    for (const [size, colorScheme] of LOOKS) {
      await page().setViewportSize(SIZES[size])
      await page().emulateMedia({ colorScheme })
      await expectAccessible(page())
    }
    await page().setViewportSize(SIZES.wide)
    await page().emulateMedia({ colorScheme: 'light' })
  })

  it('is_not_there_for_who_may_only_read', async () => {
    const password = 'long enough'
    const who = { username: 'rita', display_name: 'Rita', permissions: ['communication:read'], password }
    await at.world.api('/api/users', { body: who })
    const context = await at.browser.newContext()
    const reader = await context.newPage()
    await reader.goto(`${at.world.url}/admin/acme-corp/phone`)
    await hydrated(reader)
    await reader.getByLabel('User name').fill('rita')
    await reader.getByLabel('Password').fill(password)
    await reader.getByRole('button', { name: 'Sign in' }).click()
    await reader.getByText('You may not place calls').waitFor()
    expect(await reader.getByRole('link', { name: 'Phone', exact: true }).count()).toBe(0)
    expect(await reader.getByRole('switch').count()).toBe(0)
    await context.close()
  })
})
