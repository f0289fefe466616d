import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, openPage, SIZES } from '../support/pages.ts'
import { person } from '../support/send.ts'
import { useSmsPage } from '../support/sms-page.ts'

const SEND = '**/api/communication/sms/send'

describe.skipIf(noBrowser && !process.env.CI)('the SMS page, where something is in the way', () => {
  const { at, preview, text, numbers, run, row, sendButton, confirm, sentTo, open, write } = useSmsPage()

  it('says_why_somebody_was_refused_and_tries_only_those_again', async () => {
    at.expected = /status of (422|502)/
    await at.world.api('/api/opt-outs', { body: { phone_number: person(106) } })
    await open()
    await write('Refused', `${person(106)} ${person(107)} +442071838750`)
    await at.page.getByText('3 recipients').waitFor()
    await sendButton().press('Enter')
    await at.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Send to/ })
      .press('Enter')
    await run().getByRole('heading', { name: 'Sent to 1 of 3' }).waitFor()
    await row('555 0106')
      .getByRole('cell', { name: /^This person has opted out/ })
      .waitFor()
    await row('7183 8750')
      .getByRole('cell', { name: /^United Kingdom is not among the allowed/ })
      .waitFor()
    await row('555 0107').getByText('Delivered').waitFor()
    await at.world.api(`/api/opt-outs?phone_number=${encodeURIComponent(person(106))}`, { method: 'DELETE' })
    await run().getByRole('button', { name: 'Try the 2 failed ones again' }).press('Enter')
    await run().getByRole('heading', { name: 'Sent to 2 of 3' }).waitFor()
    await run().getByRole('button', { name: 'Back to the message' }).press('Space')
    expect([await text().inputValue(), await numbers().inputValue()]).toEqual(['Refused', '+442071838750'])
    for (const index of [106, 107]) expect(await sentTo(person(index))).toHaveLength(1)
  })

  it('a_lost_answer_is_asked_for_again_and_nothing_is_sent_twice', async () => {
    at.expected = /ERR_FAILED/
    await open()
    await write('Once', person(108))
    let keys: (string | null)[] = []
    await at.page.route(SEND, async (route) => {
      keys = [...keys, await route.request().headerValue('idempotency-key')]
      if (keys.length > 1) return route.continue()
      await route.fetch()
      await route.abort()
    })
    await sendButton().click()
    await row('555 0108').getByText('Delivered').waitFor()
    await at.page.unroute(SEND)
    expect(keys).toEqual([keys[0], keys[0]])
    expect(await sentTo(person(108))).toHaveLength(1)
  })

  it('waits_where_the_server_asks_for_a_pause', async () => {
    at.expected = /status of 429/
    await open()
    await write('Later', person(109))
    let count = 0
    await at.page.route(SEND, (route) =>
      ++count > 1
        ? route.continue()
        : route.fulfill({ status: 429, headers: { 'retry-after': '2' }, json: { error: { code: 'RATE_LIMITED' } } }),
    )
    await sendButton().click()
    await run().getByText('going on in 2 seconds').waitFor()
    await row('555 0109').getByText('Delivered').waitFor()
    await at.page.unroute(SEND)
    expect(await sentTo(person(109))).toHaveLength(1)
  })

  it('stops_and_goes_on', async () => {
    await open()
    const people = Array.from({ length: 6 }, (_, index) => person(110 + index))
    await write('Stop', people.join('\n'))
    await at.page.getByText('6 recipients').waitFor()
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>()
    let held = 0
    await at.page.route(SEND, async (route) => {
      held++
      await released
      await route.continue()
    })
    await sendButton().click()
    await confirm()
    await eventually(async () => held, (count) => count === 4) // prettier-ignore
    await run().getByRole('button', { name: 'Stop' }).click()
    release(undefined)
    await run().getByRole('heading', { name: 'Stopped: 2 are still waiting' }).waitFor()
    expect(await sentTo(people[5]!)).toEqual([])
    await run().getByRole('button', { name: 'Send the remaining 2' }).click()
    await run().getByRole('heading', { name: 'Sent to 6 people' }).waitFor()
    await at.page.unroute(SEND)
    for (const number of people) expect(await sentTo(number)).toHaveLength(1)
  })

  it('asks_before_what_was_written_is_left', async () => {
    await open()
    const logs = at.page.getByRole('link', { name: 'Logs' })
    await write('Not yet sent', '')
    await logs.click()
    const dialog = at.page.getByRole('dialog', { name: 'Leave without sending?' })
    await dialog.waitFor()
    await expectAccessible(at.page)
    await at.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await text().inputValue()).toBe('Not yet sent')
    await logs.focus()
    await at.page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Leave' }).click()
    await at.page.getByRole('heading', { name: 'Logs' }).waitFor()
  })

  it('keeps_what_was_written_when_the_session_ends', async () => {
    at.expected = /status of 401/
    await open()
    await write('Still here', person(120))
    await at.page.getByText('1 recipient', { exact: true }).waitFor()
    await at.context.clearCookies()
    await sendButton().click()
    const dialog = at.page.getByRole('dialog')
    await dialog.getByLabel('Password').fill('demo-password')
    if (await dialog.getByLabel('User name').isEditable()) await dialog.getByLabel('User name').fill('admin')
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await row('555 0120').getByText('Delivered').waitFor()
    expect(await sentTo(person(120))).toMatchObject([{ message_content: 'Still here' }])
  })

  it('takes_500_at_once_and_no_more', async () => {
    await open()
    const many = (count: number) => Array.from({ length: count }, (_, index) => person(1000 + index)).join('\n')
    await write('Many', many(501))
    await at.page.getByText('500 at once are possible: remove 1.').waitFor()
    await sendButton().click()
    expect(await at.page.getByRole('dialog').count()).toBe(0)
    await numbers().fill(many(500))
    await sendButton().click()
    await at.page.getByRole('dialog', { name: 'Send to 500 people?' }).getByText('$4.15').waitFor()
  })

  it('is_shown_to_nobody_who_may_not_send', async () => {
    await at.world.api('/api/users', {
      body: {
        username: 'reader',
        display_name: 'Reader',
        password: 'long enough',
        permissions: ['communication:read'],
      },
    })
    const other = await openPage(await at.browser.newContext())
    await other.page.goto(`${at.world.url}/admin/acme-corp/sms`)
    await hydrated(other.page)
    await other.page.getByLabel('User name').fill('reader')
    await other.page.getByLabel('Password').fill('long enough')
    await other.page.getByRole('button', { name: 'Sign in' }).click()
    await other.page.getByText('You may not send messages').waitFor()
    expect(await other.page.locator('textarea').count()).toBe(0)
    await other.page.context().close()
  })

  it.each(Object.entries(SIZES))('is_accessible_%s', async (size, viewport) => {
    at.expected = /status of 422/
    await at.page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await at.page.emulateMedia({ colorScheme })
      await open()
      await sendButton().click()
      await at.page.getByText('Write a text first').waitFor()
      const index = { narrow: 130, medium: 140, wide: 150 }[size]! + (colorScheme === 'dark' ? 5 : 0)
      await write(
        'Hi {name} – “look”',
        `name,number\nAnn,${person(index)}\n,${person(index + 1)}\nCy,555\nDi,+442071838750`,
      )
      await preview().locator('mark').first().waitFor()
      await at.page.getByLabel('Value of name').fill('you')
      await expectNoSidewaysScroll(at.page)
      await expectAccessible(at.page)
      await sendButton().click()
      await at.page.getByRole('dialog').waitFor()
      await expectAccessible(at.page)
      await confirm()
      await run().getByRole('heading', { name: 'Sent to 2 of 3' }).waitFor()
      await expectNoSidewaysScroll(at.page)
      await expectAccessible(at.page)
    }
    await at.page.setViewportSize(SIZES.wide)
  })

  it('has_made_the_browser_complain_of_nothing', () => {
    expect(at.complaints).toEqual([])
  })
})
