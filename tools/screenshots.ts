/**
 * `npm run screenshots`: every page and dialog of the pages' list, light, dark, at a middle width and narrow, with a
 * month of history behind them, into a folder with an index to look through. `-- voice` takes pages whose name begins
 * so, `-- voice dark` those in one variant alone.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { aMonth } from '../tests/support/a-month.ts'
import { launchBrowser } from '../tests/support/browser.ts'
import { hydrated, signIn, SIZES } from '../tests/support/pages.ts'
import { seedFiles } from '../tests/support/seed-files.ts'
import { seedHistory } from '../tests/support/seed-history.ts'
import { seedPeople } from '../tests/support/seed-people.ts'
import { liftLimits, person, placeCall, sendSms } from '../tests/support/send.ts'
import { GLOBEX, startWorld, type World } from '../tests/support/world.ts'
import { buildIfStale } from './build-if-stale.ts'
import { PAGES } from './pages-list.ts'
import type { PageToSee } from './page-steps.ts'

const VARIANTS = {
  light: { viewport: SIZES.wide, colorScheme: 'light' },
  dark: { viewport: SIZES.wide, colorScheme: 'dark' },
  medium: { viewport: SIZES.medium, colorScheme: 'light' },
  narrow: { viewport: SIZES.narrow, colorScheme: 'light' },
  'narrow-dark': { viewport: SIZES.narrow, colorScheme: 'dark' },
} as const
/** Rows of history: enough for every outcome on every chart. */
const ROWS = 240
/** Charts and pictures that come in idle time, milliseconds. */
const SETTLE_MS = 400

const folder = fileURLToPath(new URL('../.screenshots/', import.meta.url))
const wanted = process.argv[2] ?? ''
const variants = Object.entries(VARIANTS).filter(([name]) => name === (process.argv[3] ?? name))
const pages = PAGES.filter(({ name }) => name.startsWith(wanted))
const taken: { picture: string; variant: string }[] = []

buildIfStale((command, args) => {
  if (spawnSync(command, args, { stdio: 'inherit' }).status !== 0) throw new Error('The build failed')
})
if (process.argv.length === 2) rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const world = await startWorld({ env: { LOG_LEVEL: 'error' } })
const browser = await launchBrowser()
try {
  await seed(world)
  for (const [variant, options] of variants) {
    const somebody = await browser.newContext(options)
    await signIn(world, await somebody.newPage())
    const nobody = () => browser.newContext(options)
    for (const page of pages) await see(page, variant, page.isPublic ? nobody : () => somebody)
    await somebody.close()
  }
  writeFileSync(`${folder}index.html`, indexPage())
  console.log(`${taken.length} pictures: ${pathToFileURL(`${folder}index.html`).href}`)
} finally {
  await browser.close()
  await world.stop()
}

/** History of a month, files of some kinds, and a few sends of today whose whole life is there to open. */
async function seed(to: World): Promise<void> {
  const now = new Date()
  await seedHistory(to, [...aMonth(ROWS, now), ...aMonth(60, now, GLOBEX.id, GLOBEX.from)])
  await seedPeople(to)
  await seedFiles(to)
  await liftLimits(to.api)
  await to.sim.scriptNumber(person(2), { sms: { outcome: 'undelivered', errorCode: 30003 } })
  await to.sim.scriptNumber(person(4), { call: { outcome: 'no-answer' } })
  await placeCall(to.api, person(4), 2)
  await sendSms(to.api, person(2), 'Your order is ready for collection')
  await placeCall(to.api, person(3), 2)
  await to.api('/api/communication/voice/send', { body: { to: person(5), voice_message_id: 2, record: true } })
  await sendSms(to.api, person(1), 'Hello Ann, your appointment is on Monday at 10:30')
}

/** Pictures of one page, and of each thing that can lie open above it. */
async function see(
  { name, path, isPublic, isRefusal, opened = {} }: PageToSee,
  variant: string,
  contextOf: () => BrowserContext | Promise<BrowserContext>,
) {
  for (const [state, open] of [['', null], ...Object.entries(opened)] as const) {
    const context = await contextOf()
    const page = await context.newPage()
    const picture = state ? `${name}-${state}` : name
    try {
      await page.goto(`${world.url}${isPublic ? path : `/admin/acme-corp${path}`}`)
      if (!isRefusal) await hydrated(page)
      await settled(page)
      if (open) {
        await open(page, page)
        await settled(page)
      }
      await page.screenshot({ path: `${folder}${picture}.${variant}.png`, fullPage: !open })
      taken.push({ picture, variant })
    } catch (error) {
      console.error(`${picture}, ${variant}: ${(error as Error).message.split('\n')[0]}`)
      process.exitCode = 1
    }
    await (isPublic ? context : page).close()
  }
}

async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .animate-pulse'))
  await page.waitForTimeout(SETTLE_MS)
}

function indexPage(): string {
  const rows = [...new Set(taken.map(({ picture }) => picture))].map((picture) => {
    const images = taken
      .filter((one) => one.picture === picture)
      .map(({ variant }) => `${picture}.${variant}.png`)
      .map((file) => `<a href="${file}"><img loading="lazy" alt="${file}" title="${file}" src="${file}"></a>`)
    return `<section><h2>${picture}</h2><div>${images.join('')}</div></section>`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages</title><style>
body { font: 14px system-ui, sans-serif; margin: 2rem; background: #888; }
div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
img { height: 420px; border: 1px solid #444; }
</style><h1>${taken.length} pictures</h1>${rows.join('')}</html>`
}
