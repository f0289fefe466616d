import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { connectNumbers, findOwnNumber, routeNumber } from '../support/numbers.ts'
import { expectComplaints, openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectFitsEverywhere } from '../support/pages.ts'
import { peopleOf } from '../support/people.ts'
import { person } from '../support/send.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

/** A second number of the account. */
const SPARE = '+12025550150'

describe.skipIf(noBrowser && !process.env.CI)('the way of a call', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  let ann: { id: number }
  const page = () => operator.page
  const dialog = () => page().getByRole('dialog')
  const region = (name: string) => page().getByRole('region', { name, exact: true })
  const button = (name: string) => page().getByRole('button', { name, exact: true })
  const number = (phoneNumber: string) => findOwnNumber(world.api, phoneNumber)
  const openNumber = async (phoneNumber: string) => operator.open(`/numbers/${(await number(phoneNumber)).id}`)
  const focusedName = () => page().evaluate(() => document.activeElement?.getAttribute('aria-label'))
  const save = async () => {
    await button('Save').click()
    // The remark of an earlier save may still stand there: what is saved can be saved no more.
    await button('Save').and(page().locator(':disabled:not([aria-busy])')).waitFor()
  }

  beforeAll(async () => {
    world = await startWorld()
    world.expectErrors('request_failed')
    await connectNumbers(world, ACME, [ACME.from, SPARE])
    await world.api('/api/phone-numbers', { body: { phone_number: SPARE, buy: false } })
    ann = await peopleOf(() => world).newUser({ username: 'ann', display_name: 'Ann Example' })
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('say_by_mouse_where_calls_go_by_the_hours', async () => {
    await openNumber(SPARE)
    await button('Say where calls go').click()
    await page().getByLabel('By opening hours').check()
    await page().getByRole('checkbox', { name: 'Saturday' }).check()
    await page().getByRole('checkbox', { name: 'Friday' }).uncheck()
    await button('Another time on Monday').click()
    await page().getByLabel('Monday, closes (2)').fill('21:00')
    await button('Another time on Tuesday').click()
    await button('Remove time 1 of Tuesday').click()
    const open = region('While open')
    await open.getByLabel('Phone number to add').fill('+1 (202) 555-0170')
    await open.getByRole('button', { name: 'Add', exact: true }).click()
    await open.getByLabel('Person', { exact: true }).check()
    await open.getByRole('combobox', { name: 'Person to add' }).click()
    await page()
      .getByRole('option', { name: /Ann Example/ })
      .click()
    await open.getByLabel('One after the other').check()
    await open.getByRole('button', { name: 'Move Ann Example up' }).click()
    await open.getByLabel('Ring each for').fill('35')
    await open.getByLabel('They see').selectOption('called_number')
    await page().getByLabel('If nobody answers: what happens').selectOption('hang_up')
    await page().getByLabel('While closed: what happens').selectOption('voicemail')
    await expectFitsEverywhere(page())
    await save()
    const { voice_routing: routing } = (await number(SPARE)) as Record<string, any>
    expect(routing).toMatchObject({
      hours: {
        days: {
          monday: [{ from: '09:00', to: '17:00' }, { from: '18:00', to: '21:00' }], // prettier-ignore
          tuesday: [{ from: '18:00', to: '20:00' }],
          saturday: [{ from: '09:00', to: '17:00' }],
        },
      },
      open: {
        type: 'forward',
        to: [{ user_id: ann.id }, { number: person(170) }],
        strategy: 'in_turn',
        ring_seconds: 35,
        show: 'called_number',
        fallback: { type: 'hang_up' },
      },
      closed: { type: 'voicemail' },
    })
    expect(routing.hours.days.friday).toBeUndefined()
    await page().reload()
    expect(await page().getByLabel('Monday, closes (2)').inputValue()).toBe('21:00')
    expect(await region('While open').getByRole('listitem').first().innerText()).toContain('Ann Example')
  })

  it('say_by_keyboard_where_calls_and_texts_go_and_the_focus_is_never_lost', async () => {
    await routeNumber(world.api, { voice_routing: null, sms_routing: null }, SPARE)
    await openNumber(SPARE)
    const { keyboard } = page()
    await tabTo(page(), button('Say where calls go'))
    await keyboard.press('Enter')
    const then = page().getByLabel('Then: what happens')
    await expect.poll(() => then.evaluate((element) => element === document.activeElement)).toBe(true)
    await tabTo(page(), region('Then').getByLabel('Phone number to add'))
    await keyboard.type('12')
    await keyboard.press('Enter')
    await region('Then').getByText('This is no phone number').waitFor()
    await keyboard.press('Control+A')
    for (const index of [171, 172]) {
      await keyboard.type(person(index))
      await keyboard.press('Enter')
      await button(`Remove ${person(index)}`).waitFor()
    }
    await tabTo(page(), region('Then').getByLabel('Phone number', { exact: true }))
    await keyboard.press('ArrowRight')
    await keyboard.press('Tab')
    await keyboard.type('Ann')
    await page()
      .getByRole('option', { name: /Ann Example/ })
      .waitFor()
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await button('Remove Ann Example').waitFor()
    await tabTo(page(), region('Then').getByLabel('All at once'))
    await keyboard.press('ArrowRight')
    await tabTo(page(), button('Move Ann Example up'))
    await keyboard.press('Enter')
    await expect.poll(focusedName).toBe('Move Ann Example up')
    await keyboard.press('Enter')
    await expect.poll(focusedName).toBe('Remove Ann Example')
    await tabTo(page(), button(`Remove ${person(171)}`))
    await keyboard.press('Enter')
    await expect.poll(focusedName).toBe(`Remove ${person(172)}`)

    await tabTo(page(), button('Add keyword'))
    await keyboard.press('Enter')
    await keyboard.type('hours')
    await tabTo(page(), page().getByLabel('Reply', { exact: true }))
    await keyboard.type('Nine to five')
    await tabTo(page(), button('Add keyword'))
    await keyboard.press('Enter')
    await keyboard.type('price')
    await tabTo(page(), button('Remove the reply to price'))
    await keyboard.press('Enter')
    await expect.poll(focusedName).toBe('Remove the reply to hours')
    await tabTo(page(), region('Texts').getByLabel('Phone number to add'))
    await keyboard.type(person(173))
    await keyboard.press('Enter')
    await tabTo(page(), page().getByLabel('Name', { exact: true }))
    await keyboard.type('Front desk')
    await keyboard.press('Enter')
    await page().getByText('Saved', { exact: true }).first().waitFor()
    expect(await number(SPARE)).toMatchObject({
      label: 'Front desk',
      voice_routing: { open: { to: [{ user_id: ann.id }, { number: person(172) }], strategy: 'in_turn' } },
      sms_routing: { keywords: [{ word: 'HOURS', reply: 'Nine to five' }], forward_to: [person(173)] },
    })
    await page().reload()
    expect(await page().getByLabel('Name', { exact: true }).inputValue()).toBe('Front desk')
    await tabTo(page(), button('Take no calls'))
    await keyboard.press('Enter')
    await expect.poll(() => button('Say where calls go').evaluate((element) => element === document.activeElement)).toBe(true) // prettier-ignore
    await save()
    expect(await number(SPARE)).toMatchObject({ voice_routing: null })
  })

  it('say_beside_what_is_wrong_what_is_wrong', async () => {
    await openNumber(SPARE)
    await button('Say where calls go').click()
    await page().getByLabel('By opening hours').check()
    await page().getByLabel('Monday, opens (1)').fill('')
    await button('Save').click()
    await page().getByText('Choose at least one').waitFor()
    const opens = page().getByLabel('Monday, opens (1)')
    expect(await opens.getAttribute('aria-invalid')).toBe('true')
    const described = page().locator(`[id="${await opens.getAttribute('aria-describedby')}"]`)
    expect(await described.innerText()).toBe('Give both times, such as 09:00 and 17:00.')
    await expectFitsEverywhere(page())
    expect(await number(SPARE)).toMatchObject({ voice_routing: null })
  })

  it('lose_nothing_where_the_network_is_gone_or_somebody_leaves_by_mistake', async () => {
    await openNumber(SPARE)
    await page().getByLabel('Name', { exact: true }).fill('Reception')
    await page().route('**/api/phone-numbers/*', (route) => route.abort())
    await button('Save').click()
    await page().getByRole('alert').getByText('The server cannot be reached').waitFor()
    await page().unroute('**/api/phone-numbers/*')
    expectComplaints(operator, /Failed to load resource/)
    await page().getByRole('link', { name: 'All numbers' }).click()
    await dialog().getByRole('button', { name: 'Stay' }).click()
    expect(await page().getByLabel('Name', { exact: true }).inputValue()).toBe('Reception')
    await save()
    expect(await number(SPARE)).toMatchObject({ label: 'Reception' })
    await page().getByLabel('Name', { exact: true }).fill('Nobody')
    await button('Discard changes').click()
    expect(await page().getByLabel('Name', { exact: true }).inputValue()).toBe('Reception')
    await page().getByLabel('Send from this number by default').check()
    await save()
    expect(await number(SPARE)).toMatchObject({ is_default: true })
    expect(await number(ACME.from)).toMatchObject({ is_default: false })
  })
})
