import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { useHost } from '../support/use-host.ts'

const MINUTE_MS = 60_000

describe.skipIf(noBrowser && !process.env.CI)('links that a host was refused', () => {
  const { at, heard, lines, clear, button, openHost } = useHost()

  async function newLink(): Promise<string> {
    const user = { external_id: 'employee-7', display_name: 'Sam Seven', permissions: ['communication:read'] }
    return (await at.world.api('/api/auth/embed', { body: { user } })).body.data.url
  }
  const show = (page: Page, url: string) =>
    page.evaluate((src) => document.querySelector('iframe')!.setAttribute('src', src), url)

  it.each([
    ['used_token', 'This link was used already', (url: string) => fetch(url, { redirect: 'manual' })],
    ['expired_token', 'This link has expired', () => at.world.moveClock(3 * MINUTE_MS)],
  ])('%s_is_told_to_the_host_which_opens_the_pages_with_a_new_one', async (reason, title, spoil) => {
    const { page, left, context } = await openHost()
    await page.getByLabel('Renew by itself').uncheck()
    const url = await newLink()
    await spoil(url)
    await clear(page)
    await show(page, url)
    await left.getByRole('heading', { name: title }).waitFor()
    expect(await heard(page, 'session-expired')).toEqual({ reason })
    expect(await lines(page, 'ready').count()).toBe(0)
    await button(page, 'Renew').click()
    expect(await heard(page, 'ready')).toMatchObject({ tenant_id: 'acme-corp' })
    await left.getByRole('navigation', { name: 'Pages of this application' }).waitFor()
    await context.close()
  })
})
