import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchBrowser } from './browser.ts'
import { eventually } from './eventually.ts'
import type { FakePhone } from './fake-line.ts'
import { connectNumbers } from './numbers.ts'
import { openOperator, type Operator } from './operator.ts'
import { SERVER_ENTRY } from './paths.ts'
import { liftLimits } from './send.ts'
import { makeApplication } from './twiml-application.ts'
import { ACME, startWorld, type World } from './world.ts'

const KEY = { sid: `SK${'c'.repeat(32)}`, secret: 'secret-of-the-key-of-acme-0123' }

/** What `beforeAll` fills in. */
interface At {
  world: World
  browser: Browser
  operator: Operator
  applicationSid: string
  adminId: number
}

/** The script in which the product loads its line: the one with the Voice SDK, whatever the build named it. */
function lineScript(): string {
  const found = globSync(SERVER_ENTRY.replace('server/index.mjs', 'public/_nuxt/*.js')).filter((path) =>
    /twilio\.com\/signal|voice-js\./.test(readFileSync(path, 'utf8')),
  )
  if (found.length !== 1) throw new Error(`the Voice SDK is in ${found.length} scripts`)
  return found[0]!.split(/[\\/]/).at(-1)!
}

/** Gives the browser a line that goes nowhere in place of the one on the Voice SDK: nothing of the product knows. */
export async function giveFakeLine(context: BrowserContext): Promise<void> {
  const source = stripTypeScriptTypes(readFileSync(new URL('fake-line.ts', import.meta.url), 'utf8'))
  await context.route(`**/_nuxt/${lineScript()}`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: source }),
  )
}

/** Does something with the line that goes nowhere, in the page. As text: a function of the page's may not be made from it. */
export const onLine = <Result, Given>(
  page: Page,
  run: (phone: FakePhone, given: Given) => Result,
  given?: Given,
): Promise<Awaited<Result>> => page.evaluate(`(${run.toString()})(globalThis.fakePhone, ${JSON.stringify(given)})`)

/** The demo operator before the phone page. @param isSetUp whether browsers can telephone through the tenant's account */
export function usePhonePage({ isSetUp = true } = {}) {
  const at = {} as At
  const page = () => at.operator.page

  beforeAll(async () => {
    at.world = await startWorld()
    const { world } = at
    await liftLimits(world.api)
    await connectNumbers(world, ACME, [ACME.from])
    await world.sim.setDefaults({ walkSpeed: 1, talkMs: 500_000, answerAfterMs: 300 })
    at.applicationSid = await makeApplication(world, ACME)
    at.adminId = (await world.api('/api/users?q=admin')).body.data[0].id
    at.browser = await launchBrowser('--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required')
    at.operator = await openOperator(world, at.browser)
    await giveFakeLine(at.operator.context)
    await at.operator.context.grantPermissions(['microphone'])
    if (isSetUp) await setUpAccount()
  })
  afterEach(() => expect(at.operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await at.browser?.close()
    await at.world?.stop()
  })

  /** The tenant's account gets what browsers sign in to Twilio with. */
  async function setUpAccount(): Promise<void> {
    await at.world.sim.changeAccount(ACME.sid, { apiKeys: [KEY] })
    const body = { api_key_sid: KEY.sid, api_key_secret: KEY.secret }
    const { status, text } = await at.world.api('/api/twilio/credentials', { method: 'PUT', body })
    expect(status, text).toBe(200)
    expect((await at.world.api('/api/twilio/twiml-app', { body: {} })).status).toBe(200)
  }

  const line = <Result, Given>(run: (phone: FakePhone, given: Given) => Result, given?: Given) =>
    onLine(page(), run, given)
  const button = (name: string | RegExp) => page().getByRole('button', { name, exact: typeof name === 'string' })
  const running = () => page().getByRole('article', { name: 'Running call' })
  const number = () => page().getByLabel('Phone number', { exact: true })

  return {
    at,
    page,
    setUpAccount,
    open: (query = '') => at.operator.open(`/phone${query}`),
    number,
    /** What the page did with the last call. */
    did: () => line((phone) => phone.calls.at(-1)!.did),
    async dial(to: string): Promise<void> {
      await number().fill(to)
      await number().press('Enter')
      await running().waitFor()
    },
    async hangUp(): Promise<void> {
      await button('Hang up').click()
      await running().waitFor({ state: 'hidden' })
    },
    line,
    button,
    running,
    ringing: () => page().getByRole('article', { name: 'Incoming call' }),
    takesCalls: () => page().getByRole('switch', { name: 'Take calls in this browser' }),
    /**
     * What Twilio and the other side do when the page has dialled: the call is a real one at the simulator from then on,
     * and the line bears its SID. @returns the browser's leg and the other's
     */
    async connect(to: string): Promise<{ own: string; other: string }> {
      const { world } = at
      const identity = `u${at.adminId}_acme_corp`
      const given = { identity, applicationSid: at.applicationSid, params: { To: to } }
      const { sid: own } = await world.sim.clientCall(given)
      await onLine(page(), (phone, sid) => void (phone.calls.at(-1)!.sid = sid), own)
      await eventually(
        async () => (await world.sim.calls({ parentCallSid: own }))[0]?.status,
        (status) => status === 'in-progress',
      )
      await onLine(page(), (phone) => phone.answers())
      return { own, other: (await world.sim.calls({ parentCallSid: own }))[0]!.sid }
    },
  }
}
