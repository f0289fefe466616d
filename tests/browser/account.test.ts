import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, openPage, prove, SIZES } from '../support/pages.ts'
import { peopleOf } from '../support/people.ts'
import { signIn as signInByApi } from '../support/sign-in.ts'
import { serverNow } from '../support/time.ts'
import { totpCode } from '../support/totp.ts'
import { startWorld, type World } from '../support/world.ts'

const PASSWORD = 'long enough'
const STEP_MS = 30_000

describe.skipIf(noBrowser && !process.env.CI)('the account and its ways in', () => {
  let world: World
  /** The server under its name: a passkey belongs to no number. */
  let base: string
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]
  let made = 0
  const people = peopleOf(() => world)
  const newPerson = (more: object = {}) =>
    people.newUser({ username: `person-${(made += 1)}`, display_name: `Person ${made}`, password: PASSWORD, ...more })
  /** Each code counts once: the next one is another half minute's. */
  const nextCode = (secret: string) => {
    world.moveClock(STEP_MS)
    return totpCode(secret, serverNow(world))
  }
  const open = async (path: string) => {
    await page.goto(`${base}/admin/acme-corp${path}`)
    await hydrated(page)
  }
  const enterPassword = async (username: string, password = PASSWORD) => {
    await open('')
    await page.getByLabel('User name').fill(username)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  const arrive = () => page.locator('#navigation').waitFor({ state: 'attached' })
  const signOut = () => context.clearCookies()
  const addVirtualAuthenticator = async (): Promise<CDPSession> => {
    const cdp = await context.newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }, // prettier-ignore
    })
    return cdp
  }

  beforeAll(async () => {
    world = await startWorld()
    base = world.url.replace('127.0.0.1', 'localhost')
    browser = await launchBrowser()
  })
  beforeEach(async () => {
    await context?.close()
    context = await browser.newContext({ viewport: SIZES.wide })
    ;({ page, complaints } = await openPage(context))
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })
  /** Addresses and sign-ins that are refused answer 401, which the browser remarks on. */
  const others = () => complaints.filter((one) => !/status of 4\d\d/.test(one))

  it('account_is_accessible_at_every_size_and_there_without_javascript', async () => {
    const { username } = await newPerson()
    await enterPassword(username)
    await arrive()
    await page.getByRole('link', { name: /^Person/ }).click()
    await page.getByRole('heading', { name: 'Account' }).waitFor()
    for (const viewport of Object.values(SIZES)) {
      await page.setViewportSize(viewport)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await expectAccessible(page)
      }
      await expectNoSidewaysScroll(page)
    }
    const html = await (await context.request.get(`${base}/admin/acme-corp/account`)).text()
    expect(html).toContain(username)
    expect(html).toContain('127.0.0.1')
    expect(others()).toEqual([])
  })

  it('password_is_changed_and_the_other_sessions_end', async () => {
    const { username } = await newPerson()
    const elsewhere = await signInByApi(world, 'acme-corp', { username, password: PASSWORD })
    await enterPassword(username)
    await arrive()
    await open('/account')
    const form = page.getByRole('form', { name: 'Password' })
    const fill = async (current: string, next: string, again = next) => {
      await form.getByLabel('Current password').fill(current)
      await form.getByLabel('New password', { exact: true }).fill(next)
      await form.getByLabel('New password again').fill(again)
      await form.getByRole('button', { name: 'Change password' }).click()
    }
    await fill(PASSWORD, 'another one', 'another ono')
    await form.getByText('The two new passwords are not the same').waitFor()
    await fill(PASSWORD, 'ü'.repeat(40))
    await form.getByText(/longer than 72 bytes/).waitFor()
    await fill('not it at all', 'another one')
    await form.getByText(/^Is wrong/).waitFor()
    await expectAccessible(page)
    await fill(PASSWORD, 'another one')
    await page.getByText('Password changed').first().waitFor()
    expect((await elsewhere.api('/api/auth/session')).status).toBe(401)
    await signInByApi(world, 'acme-corp', { username, password: 'another one' })
    expect(others()).toEqual([])
  })

  it('authenticator_is_set_up_asked_for_and_taken_away', async () => {
    const { id, username } = await newPerson()
    await enterPassword(username)
    await arrive()
    await open('/account')
    await page.getByRole('button', { name: 'Set up' }).click()
    await prove(page, PASSWORD, 'Next')
    await page.getByRole('img', { name: /^QR code/ }).waitFor()
    await expectAccessible(page)
    const secret = (await page.getByRole('dialog').locator('code').innerText()).replaceAll(' ', '')
    await page.getByLabel('Code').fill(nextCode(secret) === '000000' ? '000001' : '000000')
    await page.getByText(/^Is wrong: look again/).waitFor()
    await page.getByLabel('Code').pressSequentially(nextCode(secret))
    await page.getByText('The authenticator is set up').first().waitFor()
    expect((await people.get(id)).second_factor.totp).toBe(true)

    await signOut()
    await enterPassword(username)
    await page.getByRole('heading', { name: 'One more step' }).waitFor()
    await expectAccessible(page)
    expect(await page.getByLabel('Code').getAttribute('autocomplete')).toBe('one-time-code')
    await page.getByLabel('Code').pressSequentially('000000')
    await page.getByText('That code is wrong or was used already.').waitFor()
    await page.getByRole('button', { name: 'Back to the password' }).click()
    await page.getByLabel('Password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'One more step' }).waitFor()
    await page.keyboard.type(nextCode(secret))
    await arrive()

    await open('/account')
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await prove(page, PASSWORD, 'Remove')
    await page.getByText('The authenticator is removed').first().waitFor()
    expect((await people.get(id)).second_factor.totp).toBe(false)
    expect(others()).toEqual([])
  })

  it('passkey_signs_in_alone_and_after_the_password_and_is_removed', async () => {
    const { id, username } = await newPerson()
    await addVirtualAuthenticator()
    await enterPassword(username)
    await arrive()
    await open('/account')
    await page.getByLabel('Name of the passkey').fill('Work laptop')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await prove(page, 'not it at all', 'Next')
    await page
      .getByRole('dialog')
      .getByText(/^Is wrong/)
      .waitFor()
    await expectAccessible(page)
    await prove(page, PASSWORD, 'Next')
    await page.getByText('Work laptop').first().waitFor()
    expect((await people.get(id)).second_factor.passkeys).toBe(1)

    await signOut()
    await open('')
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await arrive()
    const session = (await context.request.get(`${base}/api/auth/session`, { headers: { 'x-tenant-id': 'acme-corp' } })).json() // prettier-ignore
    expect((await session).data).toMatchObject({ kind: 'passkey', user: { id } })

    await signOut()
    await enterPassword(username)
    await arrive() // the passkey is asked for by itself

    await open('/account')
    await page.getByRole('button', { name: 'Remove Work laptop' }).click()
    await expectAccessible(page)
    await prove(page, PASSWORD, 'Remove')
    await page.getByText('Work laptop is removed').first().waitFor()
    expect((await people.get(id)).second_factor.passkeys).toBe(0)
    expect(others()).toEqual([])
  })

  it('passkeys_that_cannot_work_at_an_address_are_explained', async () => {
    await page.goto(`${world.url}/admin/acme-corp`)
    await hydrated(page)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByText(/Passkeys do not work at 127\.0\.0\.1/).waitFor()
    await page.getByLabel('User name').fill('admin')
    await page.getByLabel('Password').fill('demo-password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await arrive()
    await page.goto(`${world.url}/admin/acme-corp/account`)
    await page.getByText(`Passkeys belong to ${base}. Open this page there to add one.`).waitFor()
    expect(others()).toEqual([])
  })

  it('sessions_elsewhere_are_listed_and_ended', async () => {
    const { username } = await newPerson()
    const elsewhere = await signInByApi(world, 'acme-corp', { username, password: PASSWORD })
    await enterPassword(username)
    await arrive()
    await open('/account')
    await page.getByText('Chrome on Linux').waitFor()
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await page.getByText('You are signed in nowhere else.').waitFor()
    expect((await elsewhere.api('/api/auth/session')).status).toBe(401)
    await page.reload()
    await page.getByText('This one').waitFor()
    expect(others()).toEqual([])
  })

  it('a_given_password_is_replaced_before_anything_else', async () => {
    const { username, temporary_password: given } = await newPerson({ password: undefined, is_admin: true })
    await enterPassword(username, given)
    await page.getByRole('heading', { name: 'Choose your password' }).waitFor()
    await expectAccessible(page)
    expect(await page.getByRole('navigation').count()).toBe(0)
    await page.getByLabel('Password that you were given').fill(given)
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD)
    await page.getByLabel('New password again').fill(PASSWORD)
    await page.getByRole('button', { name: 'Change password' }).click()
    await arrive()
    await page.reload()
    await arrive()
    expect(others()).toEqual([])
  })

  it('a_required_second_factor_is_set_up_before_anything_else', async () => {
    const { id, username } = await newPerson()
    const require = (required: boolean) =>
      world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { require_second_factor: required } } })
    await require(true)
    await enterPassword(username)
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
    await expectAccessible(page)
    expect(await page.getByRole('navigation').count()).toBe(0)
    await page.getByRole('img', { name: /^QR code/ }).waitFor()
    const secret = (await page.locator('main code').innerText()).replaceAll(' ', '')
    await page.getByLabel('Code').pressSequentially(nextCode(secret))
    await arrive()
    expect((await people.get(id)).second_factor.totp).toBe(true)
    await open('/account')
    await page.getByText('This tenant requires a second factor.').waitFor()
    expect(await page.getByRole('button', { name: 'Remove', exact: true }).count()).toBe(0)
    await require(false)
    expect(others()).toEqual([])
  })
})
