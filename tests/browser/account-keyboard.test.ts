import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { PASSWORD, signIn as signInByApi } from '../support/sign-in.ts'
import { serverNow } from '../support/time.ts'
import { totpCode } from '../support/totp.ts'
import { startWorld, type World } from '../support/world.ts'

const NEW_PASSWORD = 'another one entirely'

describe.skipIf(noBrowser && !process.env.CI)('the account by keyboard alone', () => {
  let world: World
  let browser: Browser
  let operator: Operator

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  const press = (key: string) => operator.page.keyboard.press(key)
  const type = (text: string) => operator.page.keyboard.type(text)
  const admin = async () => (await world.api('/api/users?q=admin')).body.data[0]
  const whoAmI = async () => {
    const address = `${world.url}/api/auth/session`
    return (await operator.context.request.get(address, { headers: { 'x-tenant-id': 'acme-corp' } })).status()
  }

  it('another_session_is_ended', async () => {
    const { page, open } = operator
    const elsewhere = await signInByApi(world, 'acme-corp')
    await open('/account')
    await tabTo(page, 'Sign out everywhere else', 'button')
    await press('Enter')
    await page.getByText('You are signed in nowhere else.').waitFor()
    expect((await elsewhere.api('/api/auth/session')).status).toBe(401)
    expect(await whoAmI()).toBe(200)
  })

  it('an_authenticator_is_set_up_and_removed', async () => {
    const { page, open } = operator
    await open('/account')
    await tabTo(page, 'Set up', 'button')
    await press('Enter')
    await tabTo(page, page.getByRole('dialog').getByLabel('Current password'))
    await type(PASSWORD)
    await press('Enter')
    await page.getByRole('img', { name: /^QR code/ }).waitFor()
    const secret = (await page.getByRole('dialog').locator('code').innerText()).replaceAll(' ', '')
    await tabTo(page, 'Code')
    await type(totpCode(secret, serverNow(world)))
    await page.getByText('The authenticator is set up').first().waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect((await admin()).second_factor.totp).toBe(true)
    await tabTo(page, 'Remove', 'button')
    await press('Enter')
    await tabTo(page, page.getByRole('dialog').getByLabel('Current password'))
    await type(PASSWORD)
    await press('Enter')
    await page.getByText('The authenticator is removed').first().waitFor()
    expect((await admin()).second_factor.totp).toBe(false)
  })

  it('the_password_is_changed_and_its_person_signs_out', async () => {
    const { page, open } = operator
    await open('/account')
    await tabTo(page, 'Current password')
    await type(PASSWORD)
    await tabTo(page, 'New password')
    await type(NEW_PASSWORD)
    await tabTo(page, 'New password again')
    await type(NEW_PASSWORD)
    await press('Enter')
    await page.getByText('Password changed').first().waitFor()
    await open('')
    await tabTo(page, 'Sign out', 'button')
    await press('Enter')
    await page.getByLabel('User name').waitFor()
    expect(await whoAmI()).toBe(401)
    await tabTo(page, 'User name')
    await type('admin')
    await tabTo(page, 'Password')
    await type(NEW_PASSWORD)
    await press('Enter')
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
    expect(await whoAmI()).toBe(200)
  })
})
