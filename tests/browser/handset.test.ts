import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { pointDemoNumbers } from '../../tools/demo-numbers.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { startWorld, type World } from '../support/world.ts'

const HANDSET = '+12025550123'

describe.skipIf(noBrowser !== null && !process.env.CI)(`the handset page ${noBrowser ?? ''}`, () => {
  let world: World
  let browser: Browser
  let page: Page
  const troubles: string[] = []

  beforeAll(async () => {
    browser = await launchBrowser()
    world = await startWorld()
    await pointDemoNumbers(world.simulatorUrl, world.url)
    page = await browser.newPage({ viewport: { width: 1024, height: 768 } })
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && troubles.push(message.text()))
    page.on('pageerror', (error) => troubles.push(error.message))
    await page.goto(`${world.simulatorUrl}/handset/${HANDSET}`)
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('shows_an_sms_and_sends_the_reply_into_the_ledger', async () => {
    await world.api('/api/communication/sms/send', { body: { to: HANDSET, message: 'Your table is <b>ready</b>' } })
    await page.getByText('Your table is <b>ready</b>').waitFor()
    await page.getByRole('textbox', { name: /text message/i }).fill('On my way')
    await page.getByRole('button', { name: 'Send' }).click()
    const history = await eventually(
      () => world.api('/api/communication/history?direction=inbound'),
      (answer) => answer.body.data.length === 1,
    )
    expect(history.body.data[0]).toMatchObject({
      from_number: HANDSET,
      message_content: 'On my way',
      status: 'received',
    })
  })

  it('rings_is_answered_heard_and_keyed_and_the_ledger_says_completed', async () => {
    const [message] = (await world.api('/api/voice-messages?search=Welcome')).body.data
    const sent = await world.api('/api/communication/voice/send', {
      body: { to: HANDSET, voice_message_id: message.id, variables: { company_name: 'Acme' } },
    })
    await page.getByText('Incoming call').waitFor()
    await page.getByRole('button', { name: 'Answer' }).click()
    await page.getByText('Welcome to Acme. Please hold while we connect you.').first().waitFor()
    await page.getByRole('button', { name: /^5/ }).click()
    const sid = sent.body.data.call_sid
    const status = await eventually(
      () => world.api(`/api/communication/status/${sid}`),
      (answer) => answer.body.data.status === 'completed',
    )
    expect(status.body.data.duration_seconds).toBeGreaterThan(0)
    await page
      .getByText(/completed/)
      .first()
      .waitFor()
  })

  it('declined_call_is_busy', async () => {
    const [message] = (await world.api('/api/voice-messages?search=Welcome')).body.data
    const sent = await world.api('/api/communication/voice/send', {
      body: { to: HANDSET, voice_message_id: message.id },
    })
    await page.getByRole('button', { name: 'Decline' }).click()
    const sid = sent.body.data.call_sid
    await eventually(
      () => world.api(`/api/communication/status/${sid}`),
      (answer) => answer.body.data.status === 'busy',
    )
  })

  it('says_nothing_on_the_console', () => {
    expect(troubles).toEqual([])
  })
})
