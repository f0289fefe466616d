import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, LOOKS, openPage, signIn, SIZES } from '../support/pages.ts'
import { createTemplate } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

/** Two cores, and many things to do. */
const PATIENT = { timeout: 15_000 }

describe.skipIf(noBrowser && !process.env.CI)('the preview of a voice message', () => {
  let world: World
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]

  const open = async (path: string | number) => {
    await page.goto(`${world.url}/admin/acme-corp/voice/${path}`)
    await hydrated(page)
  }
  const text = () => page.getByRole('textbox', { name: 'Text', exact: true })
  const stored = async (id: number | string) => (await world.api(`/api/voice-messages/${id}`)).body.data
  const saved = () => page.getByText(/^Last change/).waitFor()

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    context = await browser.newContext({ viewport: SIZES.wide, permissions: ['clipboard-read', 'clipboard-write'] })
    ;({ page, complaints } = await openPage(context))
    await signIn(world, page, '/voice')
    complaints.splice(0) // that nobody was signed in yet
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('shows_what_is_heard_with_the_values_given_and_the_very_twiml', async () => {
    const id = await createTemplate(world.api, 'Dear {first_name}, {MP3~jingle} you owe {amount}~SSML~currency.')
    await open(id)
    const heard = page.getByRole('list', { name: 'Heard' }).getByRole('listitem')
    expect(await heard.allInnerTexts()).toEqual([
      'Dear Ann,',
      'Plays jingle',
      expect.stringMatching(/^you owe forty nine dollars and fifty cents/),
    ])
    await page.getByLabel('first_name').fill('Zoë')
    await expect.poll(async () => (await heard.allInnerTexts())[0], PATIENT).toBe('Dear Zoë,')
    await page.getByLabel('amount').fill('')
    await page.getByText('No value: nothing is said here.').waitFor()
    await page.reload()
    await hydrated(page)
    // The values are the browser's own, so what the server said first is without them.
    await expect.poll(async () => (await heard.allInnerTexts())[0], PATIENT).toBe('Dear Zoë,')
    await page.getByRole('tab', { name: 'Heard' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: 'Copy the TwiML' }).click()
    await page.getByText('Copied', { exact: true }).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    const preview = await world.api(`/api/voice-messages/${id}/preview`, { body: { variables: { first_name: 'Zoë' } } })
    expect(copied).toBe(preview.body.data.twiml)
    expect(await page.getByRole('region', { name: 'TwiML' }).innerText()).toMatch(/<Response>\n {2}<Say/)
  })

  it('plays_the_audio_in_order_and_says_that_it_cannot_speak', async () => {
    const id = await createTemplate(world.api, 'One {MP3~jingle} two')
    await open(id)
    await page.getByText('This browser has no voice for en-US').waitFor()
    const played = page.waitForResponse(/files\/mp3\/jingle/)
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    const now = page.locator('[aria-current=step]')
    expect(await now.innerText()).toBe('Plays jingle')
    expect((await played).ok()).toBe(true)
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor() // it has ended
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await now.waitFor({ state: 'detached' })
  })

  it('speaks_and_plays_in_turn_where_the_browser_has_a_voice', async () => {
    const id = await createTemplate(world.api, 'One. Two. {MP3~jingle} Three', { voice_rate: 'slow' })
    await page.addInitScript(() => {
      const said: unknown[] = []
      const voice = { lang: 'en-US', name: 'Test', default: true, localService: true, voiceURI: 'test' }
      class Utterance {
        rate = 1
        lang = ''
        onend?: () => void
        constructor(readonly text: string) {}
      }
      Object.assign(window, { said, SpeechSynthesisUtterance: Utterance })
      Object.defineProperty(window, 'speechSynthesis', {
        value: Object.assign(new EventTarget(), {
          getVoices: () => [voice],
          cancel: () => undefined,
          speak(words: Utterance) {
            said.push([words.text, words.lang, words.rate])
            setTimeout(() => words.onend?.(), 10)
          },
        }),
      })
    })
    await open(id)
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    const said = () => page.evaluate(() => (window as unknown as { said: unknown }).said)
    await expect.poll(said, PATIENT).toEqual([['One.', 'en-US', 0.8], ['Two.', 'en-US', 0.8], ['Three', 'en-US', 0.8]]) // prettier-ignore
  })

  it('as_an_sms_counts_segments_and_marks_what_forces_unicode', async () => {
    const id = await createTemplate(world.api, 'Zażółć {name}', { name: 'Text' })
    await open(id)
    await page.getByRole('radio', { name: 'SMS' }).check()
    await page.getByRole('heading', { name: 'Text message' }).waitFor()
    await expect.poll(() => page.locator('mark').allInnerTexts(), PATIENT).toEqual(['ż', 'ó', 'ł', 'ć'])
    await page.getByText('Unicode', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await saved()
    expect((await stored(id)).voice_type).toBe('sms')
  })

  it('is_there_without_javascript', async () => {
    const id = await createTemplate(world.api, 'Bare {name}', { name: 'Without' })
    const plain = await browser.newContext({ javaScriptEnabled: false })
    await plain.addCookies(await context.cookies())
    const bare = await plain.newPage()
    await bare.goto(`${world.url}/admin/acme-corp/voice/${id}`)
    expect(await bare.getByRole('textbox', { name: 'Text', exact: true }).inputValue()).toBe('Bare {name}')
    expect(await bare.getByRole('list', { name: 'Heard' }).innerText()).toContain('Bare Ann Lee')
    await plain.close()
  })

  it.each(LOOKS)('is_accessible_%s_%s', async (size, colorScheme) => {
    const id = await createTemplate(world.api, 'Hello {name}, pay {amount}~SSML~currency. {MP3~jingle}')
    const sms = await createTemplate(world.api, 'Zażółć {name}', { voice_type: 'sms' })
    await page.setViewportSize(SIZES[size])
    await page.emulateMedia({ colorScheme })
    await open(sms)
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await open(id)
    await text().focus()
    await page.keyboard.press('End')
    await page.keyboard.type(' {oops')
    await page.getByText('This { is never closed').waitFor()
    await page.getByRole('button', { name: 'Another voice or language' }).click()
    await page.getByLabel('Language').waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.getByRole('tab', { name: 'TwiML' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Spoken as' }).click()
    await page.getByRole('menuitem', { name: 'Date' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Audio' }).click()
    await page.getByRole('button', { name: 'Put in jingle' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Voice messages' }).click()
    await page.getByRole('button', { name: 'Stay here' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Leave without saving' }).click()
    await page.getByRole('heading', { name: 'Voice', exact: true }).waitFor()
    await page.setViewportSize(SIZES.wide)
  })

  it('says_nothing_on_the_console', () => expect(complaints).toEqual([]))
})
