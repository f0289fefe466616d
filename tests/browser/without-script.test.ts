import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAGES } from '../../tools/pages-list.ts'
import { aMonth } from '../support/a-month.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openOperator } from '../support/operator.ts'
import { SIZES } from '../support/pages.ts'
import { seedHistory } from '../support/seed-history.ts'
import { seedPeople } from '../support/seed-people.ts'
import { person, sendSms } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

const ROWS = 60

describe.skipIf(noBrowser && !process.env.CI)('without scripts', () => {
  let world: World
  let browser: Browser
  let plain: BrowserContext

  beforeAll(async () => {
    world = await startWorld()
    await seedHistory(world, aMonth(ROWS, new Date()))
    await seedPeople(world)
    world.expectErrors('request_failed')
    await world.sim.scriptNumber(person(1), { sms: { refuse: 21614 } })
    await sendSms(world.api, person(1))
    browser = await launchBrowser()
    const { context } = await openOperator(world, browser)
    plain = await browser.newContext({ javaScriptEnabled: false, viewport: SIZES.wide })
    await plain.addCookies(await context.cookies())
    await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it.each(PAGES.filter((one) => !one.isPublic && !one.isRefusal).map((one) => [one.name, one] as const))(
    '%s_holds_its_data',
    async (_, { path, holds }) => {
      const page = await plain.newPage()
      await page.goto(`${world.url}/admin/acme-corp${path}`)
      const content = page.locator('#content')
      const values = content.locator('input, textarea')
      const said = [await content.innerText(), ...(await values.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)))].join('\n') // prettier-ignore
      expect(said).toMatch(holds ?? /unsaid what it holds/)
      await page.close()
    },
  )
})
