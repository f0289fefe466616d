import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { connectNumbers, findOwnNumber, routeNumber } from '../support/numbers.ts'
import { expectComplaints, openOperator, openReader, tabTo, type Operator } from '../support/operator.ts'
import { expectFitsEverywhere } from '../support/pages.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

/** Of the account, and not in use here yet. */
const [SPARE, OTHER] = ['+12025550150', '+12025550151'] as const

describe.skipIf(noBrowser && !process.env.CI)('the numbers', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const dialog = () => page().getByRole('dialog')
  const button = (name: string) => page().getByRole('button', { name, exact: true })
  const number = (phoneNumber: string) => findOwnNumber(world.api, phoneNumber)

  beforeAll(async () => {
    world = await startWorld()
    world.expectErrors('request_failed')
    await connectNumbers(world, ACME, [ACME.from, SPARE, OTHER])
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('are_taken_over_by_keyboard', async () => {
    await operator.open('/numbers')
    await expectFitsEverywhere(page())
    await tabTo(page(), button('From your Twilio account'))
    await page().keyboard.press('Enter')
    await dialog()
      .getByRole('button', { name: `Take over ${SPARE}` })
      .waitFor()
    await expectFitsEverywhere(page())
    await tabTo(page(), dialog().getByRole('button', { name: `Take over ${SPARE}` }))
    await page().keyboard.press('Enter')
    await page().waitForURL(/\/numbers\/[^?]+$/)
    expect(await number(SPARE)).toMatchObject({ phone_number: SPARE, voice_routing: null })
    await page().reload()
    await page().getByText('Callers are told that this number does not take calls.').waitFor()
  })

  it('are_bought_by_mouse_after_a_refusal_of_twilio_and_by_keyboard', async () => {
    await operator.open('/numbers')
    await button('Buy a new one').click()
    await dialog().getByLabel('Contains').fill('555')
    await dialog().getByRole('button', { name: 'Search' }).click()
    await dialog().getByRole('radio').first().check()
    await expectFitsEverywhere(page())
    const chosen = await dialog().getByRole('radio').first().inputValue()
    await world.sim.addFault({ kind: 'error-before', operation: 'numbers.create', count: 1 })
    await dialog()
      .getByRole('button', { name: `Buy ${chosen}` })
      .click()
    await dialog().getByRole('alert').waitFor()
    expect(await number(chosen)).toBeUndefined()
    await world.sim.clearFaults()
    expectComplaints(operator, /Failed to load resource/)
    await dialog()
      .getByRole('button', { name: `Buy ${chosen}` })
      .dblclick()
    await page().waitForURL(/\/numbers\/[^?]+$/)
    expect(await number(chosen)).toMatchObject({ phone_number: chosen })

    await operator.open('/numbers?add=buy')
    await tabTo(page(), dialog().getByRole('button', { name: 'Search' }))
    await page().keyboard.press('Enter')
    await dialog().getByRole('radio').first().waitFor()
    await tabTo(page(), dialog().getByRole('radio').first())
    await page().keyboard.press('Space')
    const second = await dialog().getByRole('radio').first().inputValue()
    await tabTo(page(), dialog().getByRole('button', { name: `Buy ${second}` }))
    await page().keyboard.press('Enter')
    await page().waitForURL(/\/numbers\/[^?]+$/)
    expect(await number(second)).toMatchObject({ phone_number: second })
  })

  it('are_given_up_by_mouse_and_given_back_by_keyboard', async () => {
    await operator.open('/numbers?add=adopt')
    await dialog()
      .getByRole('button', { name: `Take over ${OTHER}` })
      .click()
    await button('Remove').click()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    expect(await number(OTHER)).toBeDefined()
    await button('Remove').click()
    await expectFitsEverywhere(page())
    await dialog().getByRole('button', { name: 'Remove', exact: true }).click()
    await page().getByRole('heading', { name: 'Numbers', level: 1 }).waitFor()
    expect(await number(OTHER)).toBeUndefined()
    expect(await world.sim.requests({ operation: 'numbers.delete' })).toEqual([])

    await operator.open('/numbers?add=adopt')
    await tabTo(page(), dialog().getByRole('button', { name: `Take over ${OTHER}` }))
    await page().keyboard.press('Enter')
    await button('Remove').waitFor()
    await tabTo(page(), button('Remove'))
    await page().keyboard.press('Enter')
    await tabTo(page(), dialog().getByLabel('Give it back to Twilio'))
    await page().keyboard.press('Space')
    await world.sim.addFault({ kind: 'error-before', operation: 'numbers.delete' })
    await tabTo(page(), dialog().getByRole('button', { name: 'Remove and give back' }))
    await page().keyboard.press('Enter')
    await dialog().getByRole('alert').waitFor()
    expect(await number(OTHER)).toBeDefined()
    expectComplaints(operator, /Failed to load resource/)
    await world.sim.clearFaults()
    await tabTo(page(), dialog().getByRole('button', { name: 'Remove and give back' }))
    await page().keyboard.press('Enter')
    await page().getByRole('heading', { name: 'Numbers', level: 1 }).waitFor()
    expect(await number(OTHER)).toBeUndefined()
    expect((await world.sim.requests({ operation: 'numbers.delete' })).length).toBeGreaterThan(0)
  })

  it('are_only_looked_at_by_whoever_may_only_read', async () => {
    await routeNumber(world.api, {
      voice_routing: { hours: null, open: { type: 'hang_up', message: 'Goodbye' }, closed: null },
    })
    const reader = await openReader(world, browser, ['numbers:read', 'communication:read'])
    await reader.open('/numbers')
    expect(await reader.page.getByRole('button', { name: /Twilio account|Buy/ }).count()).toBe(0)
    expect(await reader.htmlOf('/numbers')).toContain('Says goodbye')
    await reader.page.getByRole('link', { name: /234 567 8900/ }).click()
    await reader.page.getByText('You may look at this, but not change it.').waitFor()
    expect(await reader.page.getByLabel('What callers hear').isDisabled()).toBe(true)
    expect(await reader.page.getByRole('button', { name: /^(Save|Remove|Add|Take no)/ }).count()).toBe(0)
    await expectFitsEverywhere(reader.page)
    expect(reader.complaints).toEqual([])
    await reader.context.close()
  })
})
