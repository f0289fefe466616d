import type { Browser, BrowserContext, Frame } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { startHostPage, type HostPage } from '../support/host-page.ts'
import { openPage } from '../support/pages.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('frames of another site', () => {
  let world: World
  let browser: Browser
  let host: HostPage
  let stranger: HostPage
  let context: BrowserContext

  beforeAll(async () => {
    host = await startHostPage()
    stranger = await startHostPage()
    world = await startWorld({ env: { HOST_PAGE_PORT: new URL(host.origin).port } })
    browser = await launchBrowser()
    context = await browser.newContext()
  })
  afterAll(async () => {
    await browser?.close()
    host?.close()
    stranger?.close()
    await world?.stop()
  })

  /** Shows these addresses of the application side by side. */
  async function frame(from: HostPage, ...paths: string[]) {
    const opened = await openPage(context)
    const query = paths.map((path) => `frame=${encodeURIComponent(world.url + path)}`).join('&')
    await opened.page.goto(`${from.origin}/?${query}`)
    return { ...opened, frames: opened.page.mainFrame().childFrames() }
  }

  const arrived = (inside: Frame, path: string) => inside.waitForURL(world.url + path)
  const product = (inside: Frame) => inside.locator('a', { hasText: 'Trunkline' }).first().waitFor()
  const tenantOf = (inside: Frame, id: string) =>
    inside.evaluate(async (tenantId) => {
      const answer = await fetch('/api/auth/session', { headers: { 'x-tenant-id': tenantId } })
      const { data } = await answer.json()
      return [answer.status, data?.tenant.id]
    }, id)

  it('two_tenants_side_by_side_are_each_signed_in_at_a_clean_address_and_never_meet', async () => {
    const { page, frames, complaints } = await frame(
      host,
      `/admin/${ACME.id}?apiKey=${ACME.key}`,
      `/admin/${GLOBEX.id}?apiKey=${GLOBEX.key}`,
    )
    const [acme, globex] = frames as [Frame, Frame]
    await arrived(acme, `/admin/${ACME.id}`)
    await arrived(globex, `/admin/${GLOBEX.id}`)
    await product(acme)
    await product(globex)
    expect(await tenantOf(acme, ACME.id)).toEqual([200, ACME.id])
    expect(await tenantOf(globex, GLOBEX.id)).toEqual([200, GLOBEX.id])
    const cookies = (await context.cookies()).filter(({ name }) => name.startsWith('trunkline_session'))
    expect(cookies.map(({ name }) => name).sort()).toEqual(
      [ACME.id, GLOBEX.id].map((id) => `trunkline_session_${id}`).sort(),
    )
    for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'None' })
    expect(complaints.filter((complaint) => /Content.Security|Permissions.Policy|[Cc]ookie/.test(complaint))).toEqual(
      [],
    )
    await page.close()
  })

  it('one_whose_origin_is_not_allowed_says_so_and_holds_nothing', async () => {
    const { page, frames } = await frame(stranger, `/admin/${ACME.id}?apiKey=${ACME.key}`)
    await frames[0]!.getByRole('heading', { name: 'This page may not be shown here' }).waitFor()
    expect(await frames[0]!.content()).not.toContain('Acme')
    await page.close()
  })

  it('one_without_a_referrer_is_stopped_by_the_browser', async () => {
    const { page } = await openPage(context)
    await page.goto(stranger.origin)
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await page.evaluate((address) => {
      const inside = document.createElement('iframe')
      inside.referrerPolicy = 'no-referrer'
      inside.src = address
      document.body.append(inside)
    }, `${world.url}/admin/${ACME.id}`)
    await refused
    await page.close()
  })
})
