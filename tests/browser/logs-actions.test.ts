import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { expectAccessible, hydrated, openPage, SIZES } from '../support/pages.ts'
import { createTemplate, person, sendSms } from '../support/send.ts'
import { whenQuiet } from '../support/time.ts'
import { startWorld, type World } from '../support/world.ts'

const LOGS = '/admin/acme-corp/logs'
const READER = { username: 'reader', password: 'reads the history only' }

describe.skipIf(noBrowser && !process.env.CI)('actions of the logs', () => {
  let world: World
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    world = await startWorld()
    world.expectErrors('request_failed')
    browser = await launchBrowser()
    const permissions = ['clipboard-read', 'clipboard-write']
    ;({ page, complaints } = await openPage(await browser.newContext({ viewport: SIZES.wide, permissions })))
    await enter(page, 'admin', 'demo-password')
    complaints.length = 0 // a page for which one has to sign in is answered with 401
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  async function enter(on: Page, username: string, password: string): Promise<void> {
    await on.goto(world.url + LOGS)
    await hydrated(on)
    await on.getByLabel('User name').fill(username)
    await on.getByLabel('Password').fill(password)
    await on.getByRole('button', { name: 'Sign in' }).click()
    await on.getByRole('heading', { name: 'Logs' }).waitFor()
  }
  const open = async (id: number) => {
    await page.goto(`${world.url}${LOGS}?open=${id}`)
    await hydrated(page)
    await page.getByRole('dialog').getByText('What happened').waitFor()
  }
  const timelineOf = async (id: number) => (await world.api(`/api/communication/${id}/timeline`)).body.data
  const openId = () => Number(new URL(page.url()).searchParams.get('open'))
  /** The panel of another communication than this one. */
  const opensAnother = async (id: number) => {
    await expect.poll(() => openId() !== id && openId() > 0).toBe(true)
    await whenQuiet(world)
    await page.reload()
    await hydrated(page)
    await page.getByRole('dialog').getByText('What happened').waitFor()
    return openId()
  }
  const count = async () => (await world.api('/api/communication/history')).body.pagination.total_items

  it('timeline_tells_the_whole_life_of_a_call', async () => {
    await world.sim.setDefaults({ answerAfterMs: 50, walkSpeed: 1_000 })
    const template = await createTemplate(world.api, 'Good morning {name}', { name: 'Morning' })
    const { body } = await world.api('/api/communication/voice/send', {
      body: { to: person(1), voice_message_id: template, variables: { name: '<Ann> & Bob' } },
    })
    await whenQuiet(world)
    await open(body.data.id)
    const panel = page.getByRole('dialog', { name: 'Call to +1 202 555 0001' })
    for (const text of ['Good morning <Ann> & Bob', 'Twilio fetched what to say', 'Twilio reported: Completed'])
      await panel.getByText(text, { exact: true }).waitFor()
    await panel.getByText('&lt;Ann&gt; &amp; Bob').waitFor() // the TwiML as it was given
    await panel.getByText(/^Requested by Demo key/).waitFor()
    await panel.getByText('All fields from Twilio').last().click()
    await panel.getByText('CallStatus').last().waitFor()
    await panel.getByText(body.data.call_sid).first().waitFor()
    expect(complaints).toEqual([])
  })

  it('refusal_is_explained_and_retried_by_keyboard_once', async () => {
    await world.sim.scriptNumber(person(2), { sms: { refuse: 21614 } })
    const sent = await sendSms(world.api, person(2), 'Please call back')
    const id = sent.body.error.details.communication_id
    await open(id)
    const panel = page.getByRole('dialog', { name: 'SMS to' })
    await panel.getByText('Not a mobile number', { exact: true }).waitFor()
    await panel.getByText('Call it instead, or ask for another number.').first().waitFor()
    expect(await panel.getByRole('link', { name: 'Error 21614 at Twilio' }).getAttribute('href')).toBe(
      'https://www.twilio.com/docs/api/errors/21614',
    )
    await world.sim.scriptNumber(person(2), { sms: {} })
    const before = await count()
    await panel.getByRole('button', { name: 'Try again' }).focus()
    await page.keyboard.press('Enter')
    const question = page.getByRole('dialog', { name: 'Send this SMS again?' })
    await question.getByText(/^It costs about \$/).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('j')
    expect(openId()).toBe(id)
    await question.getByRole('button', { name: 'Send now' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    const next = await opensAnother(id)
    expect((await timelineOf(next)).communication).toMatchObject({ retry_of: id, message_content: 'Please call back' })
    expect(await count()).toBe(before + 1)
    expect(complaints).toEqual([])
  })

  it('what_arrived_is_sent_again_by_mouse_word_for_word', async () => {
    const { body } = await sendSms(world.api, person(3), "It's {{literal}} & costs $5")
    await whenQuiet(world)
    await open(body.data.id)
    const before = await count()
    await page.getByRole('button', { name: 'Send again' }).click()
    const question = page.getByRole('dialog', { name: 'Send this SMS again?' })
    await question.getByText("It's {literal} & costs $5").waitFor()
    await question.getByRole('button', { name: 'Send now' }).dblclick()
    const next = await opensAnother(body.data.id)
    expect((await timelineOf(next)).communication).toMatchObject({
      to_number: person(3),
      message_content: "It's {literal} & costs $5",
      status: 'delivered',
    })
    expect(await count()).toBe(before + 1)
    expect(complaints).toEqual([])
  })

  it('call_is_made_again_with_the_same_values', async () => {
    const template = await createTemplate(world.api, 'Hello {name}', { name: 'Again' })
    const { body } = await world.api('/api/communication/voice/send', {
      body: { to: person(4), voice_message_id: template, variables: { name: 'Ann' } },
    })
    await whenQuiet(world)
    await world.api(`/api/voice-messages/${template}`, { method: 'PUT', body: { voice_text: 'Good day {name}' } })
    await open(body.data.id)
    await page.getByRole('button', { name: 'Send again' }).click()
    const question = page.getByRole('dialog', { name: 'Call again?' })
    await question.getByText('Good day Ann').waitFor()
    await question.getByRole('button', { name: 'Call now' }).click()
    const next = await opensAnother(body.data.id)
    expect((await timelineOf(next)).communication).toMatchObject({
      message_content: 'Good day Ann',
      to_number: person(4),
    })
    expect(complaints).toEqual([])
  })

  it('call_that_goes_on_is_ended_after_a_question_and_the_panel_follows', async () => {
    await world.sim.scriptNumber(person(5), { call: { answerAfterMs: 600_000 } })
    const template = await createTemplate(world.api, 'Hello', { name: 'Ringing' })
    const { body } = await world.api('/api/communication/voice/send', {
      body: { to: person(5), voice_message_id: template },
    })
    await open(body.data.id)
    await page.getByRole('button', { name: 'End the call' }).click()
    const question = page.getByRole('dialog', { name: 'End this call?' })
    await expectAccessible(page)
    await question.getByRole('button', { name: 'End the call' }).click()
    await page.getByText('The call was ended').first().waitFor()
    await page.getByRole('dialog').getByText('It was stopped before it was done.').waitFor()
    await page.reload()
    const { communication } = await eventually(
      () => timelineOf(body.data.id),
      (timeline) => timeline.communication.status === 'canceled',
    )
    expect(communication.outcome).toBe('failed')
    expect(complaints).toEqual([])
  })

  it('panel_follows_while_it_is_open', async () => {
    await world.sim.scriptNumber(person(6), { sms: { deliveredAfterMs: 600_000 } })
    const { body } = await sendSms(world.api, person(6), 'Slow one')
    await open(body.data.id)
    const { now } = await world.sim.clock()
    await world.sim.setClock({ now: now + 600_000 })
    await page.getByRole('dialog').getByText('It arrived on the phone.').waitFor()
    await page.getByRole('dialog').getByText('Twilio reported: Delivered').waitFor()
  })

  it('copied_curl_command_is_the_call_that_sends_the_same', async () => {
    const { body } = await sendSms(world.api, person(7), "It's {{literal}}")
    await whenQuiet(world)
    await open(body.data.id)
    await page.getByRole('button', { name: 'Copy as curl' }).click()
    await page.getByText('Copied').first().waitFor()
    const command = await page.evaluate(() => navigator.clipboard.readText())
    expect(command).toContain(`curl '${world.url}/api/communication/sms/send'`)
    expect(command).toContain('"Authorization: Bearer $TRUNKLINE_API_KEY"')
    expect(command).toContain(String.raw`It'\''s {{literal}}`)
  })

  it('export_is_what_is_filtered_and_a_failure_is_said', async () => {
    await page.goto(`${world.url}${LOGS}?direction=outbound&outcome=failed`)
    await hydrated(page)
    const arrived = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    const download = await arrived
    expect(download.suggestedFilename()).toMatch(/^acme-corp-history-\d{4}-\d\d-\d\d\.csv$/)
    const rows = parse(await readFile(await download.path(), 'utf8'), { columns: true, bom: true }) as { id: string }[]
    const { body } = await world.api('/api/communication/history?direction=outbound&outcome=failed&per_page=100')
    expect(rows.map(({ id }) => Number(id))).toEqual(body.data.map(({ id }: { id: number }) => id))
    await page.getByText('The download has begun').first().waitFor()
    expect(complaints).toEqual([])
    await page.route('**/api/auth/tickets', (route) => route.abort())
    await page.getByRole('button', { name: 'Export CSV' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('The file could not be made').first().waitFor()
    await page.unroute('**/api/auth/tickets')
    complaints.length = 0 // the request that was cut off
  })

  it('failure_and_change_are_told_in_full_and_lead_to_the_communication', async () => {
    await page.goto(`${world.url}${LOGS}/errors`)
    await hydrated(page)
    await page.getByRole('link', { name: 'The number is not a mobile number.' }).first().click()
    await page.getByRole('dialog').getByText('Not a mobile number', { exact: true }).waitFor()
    await page
      .getByRole('dialog')
      .getByRole('link', { name: /^History no\./ })
      .click()
    await page.waitForURL(/\/logs\?open=\d+$/)
    await page.getByRole('dialog').getByText('What happened').waitFor()

    await page.goto(`${world.url}${LOGS}/audit?entity=voice_message`)
    await hydrated(page)
    await page.getByRole('link', { name: 'Template changed' }).first().focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: 'Template changed' })
    await panel.getByText('voice_text').waitFor()
    expect(await panel.locator('strong').allTextContents()).toEqual(['Hello', 'Good day'])
    for (const text of ['127.0.0.1', '(API key)']) await panel.getByText(text).waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  it('whoever_may_only_read_finds_nothing_to_do_and_no_other_logs', async () => {
    await world.api('/api/users', {
      body: { ...READER, display_name: 'Reader', permissions: ['communication:read'] },
    })
    const { body } = await sendSms(world.api, person(8), 'Only to be read')
    await whenQuiet(world)
    const context = await browser.newContext({ viewport: SIZES.wide })
    const opened = await openPage(context)
    await enter(opened.page, READER.username, READER.password)
    await opened.page.getByRole('link', { name: 'History' }).waitFor()
    expect(await opened.page.getByRole('link', { name: /Errors|Audit/ }).count()).toBe(0)
    await opened.page.goto(`${world.url}${LOGS}?open=${body.data.id}`)
    await opened.page.getByRole('dialog').getByText('What happened').waitFor()
    expect(await opened.page.getByRole('button', { name: /again|Stop/ }).count()).toBe(0)
    await context.close()
  })
})
