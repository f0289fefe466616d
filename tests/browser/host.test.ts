import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { startHostPage, type HostPage } from '../support/host-page.ts'
import { expectAccessible, expectNoSidewaysScroll, openPage, SIZES } from '../support/pages.ts'
import { useHost } from '../support/use-host.ts'
import { ACME, GLOBEX } from '../support/world.ts'

const DAY_MS = 24 * 60 * 60_000

/** What these tests leave in a window, to be looked at later. */
interface Seen {
  probed: Promise<string>
  heard: unknown[]
  chrome: { webview: EventTarget & { posted: unknown[] } }
}

describe.skipIf(noBrowser && !process.env.CI)('host page', () => {
  const { at, pane, frameOf, lines, heard, button, clear, openHost, postFrom } = useHost()
  let stranger: HostPage

  beforeAll(async () => {
    stranger = await startHostPage()
  })
  afterAll(() => stranger?.close())

  /** What was posted before a probe has been heard, or ignored, once the probe has arrived. */
  const awaitProbe = (root: Locator) =>
    root.evaluate(() => {
      ;(window as unknown as Seen).probed = new Promise((resolve) =>
        window.addEventListener('message', ({ data, origin }) => data?.probe && setTimeout(resolve, 0, origin)),
      )
    })
  const probeSeen = (root: Locator): Promise<string> => root.evaluate(() => (window as unknown as Seen).probed)

  it('opens_a_frame_for_a_person_and_hears_that_it_is_ready_and_how_large', async () => {
    const { page, left, context, complaints } = await openHost()
    await left.getByText('Anna Berger').waitFor()
    expect(await heard(page, 'ready')).toEqual({ tenant_id: ACME.id, path: `/admin/${ACME.id}` })
    const { width, height } = await heard(page, 'resize')
    expect(width).toBeGreaterThan(300)
    expect(height).toBeGreaterThan(50)
    await page.setViewportSize({ width: 700, height: 800 })
    await expect.poll(async () => (await heard(page, 'resize')).width).toBeLessThan(width)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('sets_the_theme_of_a_frame_that_keeps_it', async () => {
    const { page, left, context } = await openHost()
    await pane(page, 'Left').getByLabel('Theme').selectOption('dark')
    await button(page, 'Set').click()
    await left.locator('html[data-theme=dark]').waitFor()
    await clear(page)
    await left.locator('body').evaluate(() => location.reload())
    await heard(page, 'ready')
    expect(await left.locator('html').getAttribute('data-theme')).toBe('dark')
    await context.close()
  })

  it('sends_a_frame_to_a_page_of_its_tenant_and_to_no_other', async () => {
    const { page, left, context } = await openHost()
    const go = (path: string) => postFrom(page, { target: 'trunkline', version: 1, type: 'navigate', path })
    await go(`/admin/${GLOBEX.id}`)
    await go('//elsewhere.example/')
    await go(`/admin/${ACME.id}?from=host`)
    expect(await heard(page, 'navigate')).toEqual({ path: `/admin/${ACME.id}?from=host`, title: expect.any(String) })
    expect(await lines(page, 'navigate').count()).toBe(1)
    expect(await left.locator('body').evaluate(() => location.href)).toBe(`${at.world.url}/admin/${ACME.id}?from=host`)
    await context.close()
  })

  it('believes_nothing_that_does_not_come_from_its_frames', async () => {
    const { page, context } = await openHost()
    await clear(page)
    await page.evaluate(() => window.postMessage({ source: 'trunkline', version: 1, type: 'ready', path: '/' }, '*'))
    await page.locator('#log .where', { hasText: 'Ignored' }).waitFor()
    expect(await lines(page, 'ready').count()).toBe(0)
    await context.close()
  })

  it('frame_believes_nothing_that_does_not_come_from_its_host', async () => {
    const { page, left, context } = await openHost()
    const dark = { target: 'trunkline', version: 1, type: 'theme', mode: 'dark' }
    const root = left.locator('html')
    await awaitProbe(root)
    // The frame's own page; then its host with another envelope, and with a colour that there is none of.
    await left.locator('body').evaluate((_, message) => window.postMessage(message, '*'), dark)
    await postFrom(page, { ...dark, target: 'other' })
    await postFrom(page, { ...dark, mode: 'purple' })
    await postFrom(page, { probe: true })
    expect(await probeSeen(root)).toBe(at.origin)
    expect(await root.getAttribute('data-theme')).toBeNull()
    await context.close()
  })

  it('a_host_that_is_not_allowed_hears_nothing_and_moves_nothing', async () => {
    const context = await at.browser.newContext()
    const { page } = await openPage(context)
    await page.addInitScript(() => {
      const all: unknown[] = ((window as unknown as Seen).heard = [])
      if (window.parent === window) window.addEventListener('message', ({ data }) => all.push(data))
    })
    await page.goto(
      `${stranger.origin}/?frame=${encodeURIComponent(`${at.world.url}/admin/${ACME.id}?apiKey=${ACME.key}`)}`,
    )
    const frame = page.frameLocator('iframe')
    await frame.getByRole('heading', { name: 'This page may not be shown here' }).waitFor()
    const root = frame.locator('html')
    await awaitProbe(root)
    await postFrom(page, { target: 'trunkline', version: 1, type: 'theme', mode: 'dark' })
    await postFrom(page, { probe: true })
    expect(await probeSeen(root)).toBe(stranger.origin)
    expect(await root.getAttribute('data-theme')).toBeNull()
    expect(await page.evaluate(() => (window as unknown as Seen).heard)).toEqual([])
    await context.close()
  })

  it('two_tenants_side_by_side_never_see_each_other', async () => {
    const { page, left, context, complaints } = await openHost()
    const carried: { tenant: string | undefined; from: string }[] = []
    page.on('request', async (request) => {
      const path = new URL(request.url()).pathname
      if (!path.startsWith('/api/') || path === '/api/events') return // a listener's ticket says whose it is
      const headers = await request.allHeaders()
      carried.push({ tenant: headers['x-tenant-id'], from: request.frame().url() })
    })
    await page.getByLabel('Second frame').check()
    await heard(page, 'ready', 'Right')
    const right = frameOf(page, 'Right')
    expect(await heard(page, 'ready', 'Right')).toMatchObject({ tenant_id: GLOBEX.id })
    await left.locator('body').evaluate(() => location.reload())
    await expect.poll(() => lines(page, 'ready').count()).toBe(2)
    for (const [frame, own, other] of [
      [left, 'acme', 'globex'],
      [right, 'globex', 'acme'],
    ] as const) {
      const html = (await frame.locator('html').innerHTML()).toLowerCase()
      expect(html).toContain(own)
      expect(html).not.toContain(other)
    }
    for (const { tenant, from } of carried) expect(from).toContain(`/admin/${tenant}`)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('a_frame_that_nobody_is_signed_in_to_says_so_and_is_renewed', async () => {
    const { page, left, context } = await openHost()
    await page.getByLabel('Renew by itself').uncheck()
    at.world.moveClock(DAY_MS)
    await clear(page)
    await left.locator('body').evaluate(() => location.reload())
    expect(await heard(page, 'session-expired')).toEqual({ reason: 'signed_out' })
    await left.getByRole('button', { name: 'Sign in' }).waitFor()
    await button(page, 'Renew').click()
    await heard(page, 'ready')
    await left.getByText('Anna Berger').waitFor()
    await context.close()
  })

  it('a_webview_that_shows_the_pages_by_themselves_is_told_the_same', async () => {
    const context = await at.browser.newContext()
    const { page } = await openPage(context)
    await page.addInitScript(() => {
      const posted: unknown[] = []
      const webview = Object.assign(new EventTarget(), { posted, postMessage: (message: unknown) => posted.push(message) }) // prettier-ignore
      Object.assign(window, { chrome: { webview } })
    })
    await page.goto(`${at.world.url}/admin/${ACME.id}?apiKey=${ACME.key}`)
    await page.waitForURL(`${at.world.url}/admin/${ACME.id}`)
    await expect
      .poll(() => page.evaluate(() => (window as unknown as Seen).chrome.webview.posted))
      .toContainEqual({ source: 'trunkline', version: 1, type: 'ready', tenant_id: ACME.id, path: `/admin/${ACME.id}` })
    await page.evaluate(() => {
      const data = { target: 'trunkline', version: 1, type: 'theme', mode: 'dark' }
      ;(window as unknown as Seen).chrome.webview.dispatchEvent(new MessageEvent('message', { data }))
    })
    await page.locator('html[data-theme=dark]').waitFor()
    await context.close()
  })

  it.each(Object.entries(SIZES))('page_is_accessible_%s', async (_, viewport) => {
    const context = await at.browser.newContext({ viewport, colorScheme: viewport.width === 768 ? 'dark' : 'light' })
    const { page } = await openHost(context)
    await page.getByLabel('Second frame').check()
    await heard(page, 'ready', 'Right')
    await pane(page, 'Right').getByLabel('Page').selectOption('settings')
    await pane(page, 'Right').getByRole('button', { name: 'Go' }).click()
    await frameOf(page, 'Right').getByRole('heading', { name: 'Settings' }).waitFor()
    // What is not there yet cannot be found wanting.
    for (const name of ['Left', 'Right'] as const) {
      await frameOf(page, name).locator('main h1').waitFor()
      await frameOf(page, name).locator('[aria-busy=true], .animate-pulse').first().waitFor({ state: 'detached' })
    }
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await context.close()
  })
})
