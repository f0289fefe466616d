import type { FrameLocator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { openPage } from '../support/pages.ts'
import { person } from '../support/send.ts'
import { useHost } from '../support/use-host.ts'

const MINUTE_MS = 60_000
/** Two cores, and many things to do. */
const PATIENT = { timeout: 15_000 }

describe.skipIf(noBrowser && !process.env.CI)('sessions behind a host', () => {
  const { at, heard, lines, clear, button, openHost, go } = useHost()

  const text = (left: FrameLocator) => left.getByRole('textbox', { name: 'Text', exact: true })
  /** Writes a text on the SMS page of a frame, and sends nothing yet. */
  async function write(page: Page, left: FrameLocator, body: string, number: string): Promise<void> {
    await go(page, '/sms')
    await left.getByRole('heading', { name: 'SMS', level: 1 }).waitFor()
    await text(left).fill(body)
    await left.getByLabel('Phone numbers').fill(number)
  }
  const send = (left: FrameLocator) => left.getByRole('button', { name: 'Send', exact: true }).click()
  const sentTo = async (number: string) =>
    (await at.world.api(`/api/communication/history?number=${encodeURIComponent(number)}`)).body.data
  /** Ends every session of the tenant's people at once, as an administrator may. */
  async function endSessions(): Promise<void> {
    const { data } = (await at.world.api('/api/sessions?per_page=100')).body
    for (const { id } of data) await at.world.api(`/api/sessions/${id}`, { method: 'DELETE' })
  }

  const expectSent = async (index: number) => {
    await expect.poll(async () => (await sentTo(person(index))).length, PATIENT).toBe(1)
    return sentTo(person(index))
  }

  it('host_hears_what_was_sent', async () => {
    const { page, left, context, complaints } = await openHost()
    await write(page, left, 'For the host', person(61))
    await send(left)
    const [{ id }] = await expectSent(61)
    expect(await heard(page, 'sent')).toEqual({ id, network_type: 'sms', to: person(61), status: 'queued' })
    expect(complaints).toEqual([])
    await context.close()
  })

  it('renewal_by_the_host_keeps_what_was_typed', async () => {
    const { page, left, context } = await openHost()
    await write(page, left, 'Begun', person(62))
    await clear(page)
    await endSessions()
    await text(left).fill('Typed after the end')
    expect(await heard(page, 'session-expired')).toEqual({ reason: 'expired' })
    await heard(page, 'ready')
    await send(left) // the host renews by itself
    await left.getByText('Delivered').first().waitFor()
    expect(await expectSent(62)).toMatchObject([{ message_content: 'Typed after the end' }])
    await context.close()
  })

  it('without_renewal_the_page_waits_with_all_that_was_typed', async () => {
    const { page, left, context } = await openHost()
    await page.getByLabel('Renew by itself').uncheck()
    await write(page, left, 'Begun', person(63))
    await clear(page)
    await endSessions()
    await text(left).fill('Waits')
    await heard(page, 'session-expired')
    await left.getByRole('dialog', { name: 'You are signed out' }).waitFor()
    expect(await sentTo(person(63))).toEqual([])
    await button(page, 'Renew').click()
    await send(left)
    await left.getByText('Delivered').first().waitFor()
    expect(await expectSent(63)).toMatchObject([{ message_content: 'Waits' }])
    expect(await lines(page, 'sent').count()).toBe(1)
    await context.close()
  })

  it.each([
    ['used_already', 'This link was used already', 0],
    ['expired', 'This link has expired', 3 * MINUTE_MS],
  ])('link_that_is_%s_says_so_and_holds_nothing', async (_, title, later) => {
    const user = { external_id: 'employee-9', display_name: 'Nora Nine', permissions: ['messages:read'] }
    const { url } = (await at.world.api('/api/auth/embed', { body: { user } })).body.data
    if (later) at.world.moveClock(later)
    else await fetch(url, { redirect: 'manual' })
    const context = await at.browser.newContext()
    const { page } = await openPage(context)
    await page.goto(url)
    await page.getByRole('heading', { name: title }).waitFor()
    const html = await page.content()
    expect(html).not.toContain('Nora')
    expect(html).not.toContain('Acme')
    await context.close()
  })
})
