import { deflateSync, crc32 } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectFits, hydrated } from '../support/pages.ts'
import { startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('the logo', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const section = () => page().getByRole('region', { name: 'Logo' })
  const inFrame = () => page().getByRole('banner').locator('img')
  const choose = (name: string, mimeType: string, buffer: Buffer) =>
    page().locator('[data-logo]').setInputFiles({ name, mimeType, buffer })
  const session = async () => (await world.api('/api/tenant/profile')).body.data.logo_url

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
  })
  beforeEach(() => world.api('/api/tenant/logo', { method: 'DELETE' }))
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('is_chosen_shown_replaced_and_removed', async () => {
    await operator.open('/settings/look')
    expect(await inFrame().count()).toBe(0)
    await choose('logo.png', 'image/png', png([200, 30, 30]))
    await page().getByText('The logo is saved').first().waitFor()
    const first = await session()
    await page().reload()
    await hydrated(page())
    expect(new URL(first).pathname).toBe(new URL((await inFrame().getAttribute('src'))!, world.url).pathname)
    expect(await inFrame().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(16)
    await expectFits(page())
    await section().getByRole('button', { name: 'Replace' }).waitFor()
    await choose('logo.png', 'image/png', png([30, 30, 200]))
    await expect.poll(session).not.toBe(first)
    const remove = section().getByRole('button', { name: 'Remove' })
    await expect.poll(() => remove.isEnabled()).toBe(true) // the page has it, too
    await remove.focus()
    await page().keyboard.press('Enter')
    await page().getByText('The logo is removed').first().waitFor()
    expect([await session(), await inFrame().count()]).toEqual([null, 0])
  })

  it('is_refused_in_words', async () => {
    await operator.open('/settings/look')
    await choose('large.png', 'image/png', Buffer.alloc(512 * 1024 + 1))
    await section().getByRole('alert').getByText('The picture has more than 512 KB').waitFor()
    await choose('fake.png', 'image/png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
    await expect.poll(() => section().getByRole('alert').innerText()).not.toMatch(/512 KB\. Save/)
    expect(await session()).toBeNull()
    operator.complaints.splice(0) // the browser notes the refusal
  })

  it('is_chosen_by_keyboard', async () => {
    await operator.open('/settings/look')
    await tabTo(page(), 'Choose a picture', 'button')
    const [chooser] = await Promise.all([page().waitForEvent('filechooser'), page().keyboard.press('Enter')])
    await chooser.setFiles({ name: 'key.png', mimeType: 'image/png', buffer: png([1, 2, 3]) })
    await inFrame().waitFor()
  })
})

/** A square picture of one colour. */
function png(colour: [number, number, number], side = 16): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2], 8)
  const row = Buffer.from([0, ...Array.from({ length: side }, () => colour).flat()])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}
