import { parse } from 'csv-parse/sync'
import { readFile } from 'node:fs/promises'
import type { BrowserContext, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchWithoutCookies, noBrowser } from '../support/browser.ts'
import { startHostPage, type HostPage } from '../support/host-page.ts'
import { openPage } from '../support/pages.ts'
import { person, sendSms } from '../support/send.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('a frame whose browser keeps no cookies', () => {
  let world: World
  let host: HostPage
  let context: BrowserContext

  beforeAll(async () => {
    host = await startHostPage()
    world = await startWorld({ env: { HOST_PAGE_PORT: new URL(host.origin).port } })
    context = await launchWithoutCookies()
  })
  afterAll(async () => {
    await context?.close()
    host?.close()
    await world?.stop()
  })

  /** Acme's pages in a frame, entered by a token for the host's own user. */
  async function enter(path = ''): Promise<{ page: Page; inside: Frame; complaints: string[] }> {
    const permissions = ['communication:read', 'communication:send', 'logs:read']
    const user = { external_id: 'host-7', display_name: 'Anna Berger', permissions }
    const { token } = (await world.api('/api/auth/embed', { body: { user } })).body.data
    const address = `${world.url}/admin/${ACME.id}${path}?embed=${token}`
    const { page, complaints } = await openPage(context)
    await page.goto(`${host.origin}/?frame=${encodeURIComponent(address)}`)
    const inside = page.mainFrame().childFrames()[0]!
    await inside.locator('#navigation').waitFor({ state: 'attached' })
    return { page, inside, complaints }
  }

  it('goes_on_by_a_token_that_its_address_does_not_hold', async () => {
    const { page, inside } = await enter()
    expect(inside.url()).toBe(`${world.url}/admin/${ACME.id}`)
    expect(await context.cookies()).toEqual([])
    await inside.getByText('Anna Berger').waitFor()
    await inside.getByRole('link', { name: 'Logs' }).click()
    await inside.getByRole('heading', { name: 'Logs' }).waitFor()
    await page.close()
  })

  it('is_told_of_what_happens', async () => {
    const { page, inside } = await enter('/logs')
    await inside.getByText('Live', { exact: true }).waitFor({ state: 'attached' })
    await sendSms(world.api, person(31), 'While you look')
    await inside.getByText('While you look').filter({ visible: true }).first().waitFor()
    await page.close()
  })

  it('downloads_by_a_ticket', async () => {
    await sendSms(world.api, person(32), 'In the file')
    const { page, inside } = await enter('/logs')
    const arrived = page.waitForEvent('download')
    await inside.getByRole('button', { name: 'Export CSV' }).click()
    const file = await readFile(await (await arrived).path(), 'utf8')
    const rows = parse(file, { columns: true, bom: true }) as { id: string }[]
    const { data } = (await world.api('/api/communication/history?per_page=100')).body
    expect(rows.map(({ id }) => Number(id))).toEqual(data.map(({ id }: { id: number }) => id))
    await page.close()
  })

  it('changes_what_its_person_may_change', async () => {
    const { page, inside } = await enter('/sms')
    await inside.getByRole('textbox', { name: 'Text', exact: true }).fill('By a token')
    await inside.getByLabel('Phone numbers').fill(person(33))
    await inside.getByRole('button', { name: 'Send', exact: true }).click()
    await inside.getByText('Delivered').first().waitFor()
    const { data } = (await world.api(`/api/communication/history?number=${encodeURIComponent(person(33))}`)).body
    expect(data).toMatchObject([{ message_content: 'By a token' }])
    await page.close()
  })

  it('asks_to_sign_in_where_it_is_loaded_anew_and_goes_on_by_password', async () => {
    const { page, inside } = await enter()
    await inside.evaluate(() => location.reload())
    await inside.getByLabel('User name').fill('admin')
    await inside.getByLabel('Password').fill('demo-password')
    await inside.getByRole('button', { name: 'Sign in', exact: true }).click()
    await inside.getByRole('heading', { name: 'Dashboard' }).waitFor()
    expect(await context.cookies()).toEqual([])
    await page.close()
  })
})
