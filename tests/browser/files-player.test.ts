import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wavTone } from '../support/audio.ts'
import { putFile } from '../support/uploads.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { fileNamed, sha256 } from '../support/files-page.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectFits } from '../support/pages.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('the sound of files', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const button = (name: string | RegExp) => page().getByRole('button', { name })
  const slider = (name: string) => page().getByRole('slider', { name: `Place in ${name}` })
  const placeOf = async (name: string) => Number(await slider(name).getAttribute('aria-valuenow'))

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
    await putFile(world, ACME.key, 'minute.wav', wavTone({ toneMs: 63_000 }))
    await putFile(world, ACME.key, 'other.wav', wavTone({ toneMs: 20_000, hertz: 300 }))
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('is_played_and_sought_by_keyboard', async () => {
    await operator.open('/files')
    await tabTo(page(), 'Play minute', 'button')
    await page().keyboard.press('Enter')
    await button('Pause minute').waitFor()
    await tabTo(page(), slider('minute'))
    await page().keyboard.press(' ')
    await button('Play minute').waitFor()
    await page().keyboard.press('Home')
    expect(await placeOf('minute')).toBe(0)
    for (const [key, seconds] of [
      ['ArrowRight', 1],
      ['Shift+ArrowRight', 6],
      ['ArrowLeft', 5],
      ['Shift+ArrowLeft', 0],
      ['End', 63],
      ['Home', 0],
      ['Shift+ArrowUp', 5],
      ['ArrowDown', 4],
    ] as const) {
      await page().keyboard.press(key)
      await expect.poll(() => placeOf('minute'), { message: key }).toBe(seconds)
    }
    expect(await slider('minute').getAttribute('aria-valuetext')).toBe('0:04 of 1:03')
    await page().keyboard.press(' ')
    await button('Pause minute').waitFor()
    await expect.poll(() => placeOf('minute'), { timeout: 10_000 }).toBeGreaterThanOrEqual(5)
    await page().keyboard.press(' ')
  })

  it('is_sought_by_pressing_and_dragging_and_one_sounds_at_a_time', async () => {
    await operator.open('/files')
    const { x, y, width, height } = (await slider('minute').boundingBox())!
    await page().mouse.click(x + width / 2, y + height / 2)
    await button('Pause minute').waitFor()
    await expect.poll(() => placeOf('minute')).toBeGreaterThanOrEqual(31)
    await page().mouse.move(x + width / 2, y + height / 2)
    await page().mouse.down()
    await page().mouse.move(x + width / 4, y + height / 2, { steps: 3 })
    await page().mouse.up()
    await expect.poll(() => placeOf('minute')).toBeLessThan(20)
    expect(page().url()).not.toContain('file=')
    await button('Play other').click()
    await button('Pause other').waitFor()
    await button('Play minute').waitFor()
    expect(await placeOf('minute')).toBe(0)
    await button('Pause other').click()
  })

  it('is_played_in_the_panel_too', async () => {
    await operator.open(`/files?file=${(await fileNamed(world, 'minute.wav')).id}`)
    const panel = page().getByRole('dialog', { name: 'minute.wav' })
    await panel.getByRole('slider').press('Shift+ArrowRight')
    await panel.getByRole('button', { name: 'Pause minute' }).click()
    expect(await panel.getByRole('slider').getAttribute('aria-valuetext')).toMatch(/^0:0[5-9] of 1:03$/)
    await expectFits(page())
  })

  it('is_the_same_when_it_is_downloaded', async () => {
    const file = await fileNamed(world, 'other.wav')
    await operator.open('/files')
    await button('Actions for other.wav').click()
    const download = page().waitForEvent('download')
    await page().getByRole('menuitem', { name: 'Download' }).click()
    const saved = await download
    expect(saved.suggestedFilename()).toBe('other.wav')
    const parts: Buffer[] = []
    for await (const part of await saved.createReadStream()) parts.push(part as Buffer)
    expect(sha256(Buffer.concat(parts))).toBe(file.sha256)
  })
})
