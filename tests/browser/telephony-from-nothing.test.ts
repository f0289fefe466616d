import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi, type Api } from '../support/api.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { expectFits, hydrated, openPage, SIZES } from '../support/pages.ts'
import { PLATFORM_KEY, startWorld, type World } from '../support/world.ts'

const TENANT = 'northwind'
const ACCOUNT = { accountSid: `AC${'d'.repeat(32)}`, authToken: '7c41e0b9'.repeat(4) }
const OWN = '+12135550123'
const PERSON = '+12025550177'
const KEY = 'northwind-first-key-0123456789'
const PASSWORD = 'a password of its own'

/** One story, in the order in which somebody sets up their telephone; each step goes on from the one before. */
describe.skipIf(noBrowser && !process.env.CI)('a new tenant, by the pages alone', { retry: 0 }, () => {
  let world: World
  let browser: Browser
  let page: Page
  let complaints: string[]
  let api: Api

  const open = async (path: string) => {
    await page.goto(`${world.url}/admin/${TENANT}${path}`)
    await hydrated(page)
  }
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
  const history = async () => (await api('/api/communication/history?per_page=50')).body.data

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    api = createApi(world.url, KEY)
    await world.sim.registerAccount({ ...ACCOUNT, friendlyName: 'Northwind', numbers: [{ phoneNumber: OWN }] })
    const made = await world.api('/api/platform/tenants', {
      key: null,
      headers: { authorization: `Bearer ${PLATFORM_KEY}` },
      body: { id: TENANT, name: 'Northwind Traders', api_key: KEY },
    })
    expect(made.status, made.text).toBe(200)
    const person = { username: 'ada', display_name: 'Ada', permissions: [], is_admin: true, password: PASSWORD }
    const added = await api('/api/users', { body: person })
    expect(added.status, added.text).toBe(200)
    const context = await browser.newContext({ viewport: SIZES.wide })
    ;({ page, complaints } = await openPage(context))
    await open('')
    await page.getByLabel('User name').fill('ada')
    await page.getByLabel('Password').fill(PASSWORD)
    await press('Sign in')
    await page.locator('#navigation').waitFor({ state: 'attached' })
    complaints.splice(0) // that nobody was signed in yet
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('says_what_is_missing_and_refuses_an_account_that_twilio_refuses', async () => {
    await open('/settings/twilio')
    await page.getByText(/thing(s)? need/).waitFor()
    await page.getByLabel('Account SID').fill(ACCOUNT.accountSid)
    await page.getByLabel('Auth token', { exact: true }).fill('e'.repeat(32))
    await press('Test and save')
    await page.getByText('Account and token: refused').waitFor()
    expect((await api('/api/twilio/credentials')).body.data.is_set).toBe(false)
    complaints.splice(0) // the refusal itself
  })

  it('takes_the_account_and_sets_its_application_up', async () => {
    await page.getByLabel('Auth token', { exact: true }).fill(ACCOUNT.authToken)
    await press('Test and save')
    await page.getByText('Twilio took it. Saved.', { exact: true }).waitFor()
    expect((await api('/api/twilio/credentials')).body.data).toMatchObject({ account_sid: ACCOUNT.accountSid })
    await press('Set up')
    await page.getByText('The application is set up', { exact: true }).waitFor()
    expect((await api('/api/twilio/twiml-app')).body.data.twiml_app_sid).toMatch(/^AP/)
    await expectFits(page)
    await page.setViewportSize(SIZES.wide)
  })

  it('takes_over_the_number_and_says_where_its_calls_go', async () => {
    await open('/numbers')
    await press('From your Twilio account')
    await page.getByRole('button', { name: `Take over ${OWN}` }).click()
    await page.getByRole('heading', { name: 'Calls', exact: true }).waitFor()
    await press('Say where calls go')
    await page.getByLabel('Then: what happens').selectOption('voicemail')
    await page.getByLabel('What callers hear before the tone').fill('Northwind here. Leave a message.')
    await page.getByLabel('Send from this number by default').check()
    await press('Add keyword')
    await page.getByLabel('Word', { exact: true }).fill('hours')
    await page.getByLabel('Reply', { exact: true }).fill('We are open from nine to five.')
    await expectFits(page)
    await page.setViewportSize(SIZES.wide)
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    const [number] = (await api('/api/phone-numbers')).body.data
    expect(number).toMatchObject({
      phone_number: OWN,
      is_default: true,
      voice_routing: { open: { type: 'voicemail', greeting: 'Northwind here. Leave a message.' } },
      sms_routing: { keywords: [{ word: 'HOURS' }] },
    })
  })

  it('answers_a_call_that_comes_in', async () => {
    const { sid } = await world.sim.inboundCall({ from: PERSON, to: OWN })
    const ended = await eventually(
      async () => (await history()).find((row: any) => row.twilio_sid === sid),
      (row) => row?.status === 'completed',
    )
    expect(ended).toMatchObject({ direction: 'inbound', from_number: PERSON, to_number: OWN })
    await open(`/logs?open=${ended.id}`)
    await page.getByRole('dialog').getByText('Completed').first().waitFor()
  })

  it('shows_a_text_that_comes_in_and_answers_it', async () => {
    await open('/sms')
    await world.sim.inboundSms({ from: PERSON, to: OWN, body: 'Is my order there?' })
    await page.getByRole('navigation', { name: 'Pages of this application' }).getByText('1 unread').waitFor()
    await page.getByRole('link', { name: /^Inbox/ }).click()
    await page.getByRole('region', { name: 'Conversations' }).getByRole('button').first().click()
    await page.getByRole('log').getByText('Is my order there?').waitFor()
    await page.getByLabel(`Reply to ${PERSON}`).fill('Yes {it} is')
    await page.getByLabel(`Reply to ${PERSON}`).press('Enter')
    await page.getByRole('log').getByText('Yes {it} is').waitFor()
    await page.getByRole('log').getByText('Delivered').waitFor()
    expect((await api('/api/unread')).body.data.texts).toBe(0)
    await expectFits(page)
    await page.setViewportSize(SIZES.wide)
  })

  it('places_a_call_that_is_answered', async () => {
    await open('/voice/new')
    await page.getByLabel('Name', { exact: true }).fill('Pick-up')
    await page.getByRole('textbox', { name: /^Text/ }).fill('Your order is ready.')
    await press(/^Save|^Create/)
    await press('Call me with this')
    await page.getByRole('dialog').getByLabel('Number to call').fill(PERSON)
    await page.getByRole('dialog').getByRole('button', { name: 'Call now' }).click()
    await page.getByRole('dialog').getByRole('status').filter({ hasText: 'Completed' }).waitFor({ state: 'attached' })
    expect((await history())[0]).toMatchObject({ direction: 'outbound', from_number: OWN, status: 'completed' })
  })

  it('without_a_complaint_of_the_browser', () => expect(complaints).toEqual([]))
})
