/**
 * `npm run bench:pages`: what it takes to show each page to a browser with an empty cache, over loopback, to an operator
 * of a tenant with 10,000 rows of history and 500 templates. `-- --loads 9` says how often, `-- voice` which pages.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import type { Cookie } from 'playwright-core'
import { aMonth, seedTemplates } from '../tests/support/a-month.ts'
import { launchBrowser } from '../tests/support/browser.ts'
import { measure, watchPages, type Measured } from '../tests/support/measure.ts'
import { signIn, SIZES } from '../tests/support/pages.ts'
import { seedHistory } from '../tests/support/seed-history.ts'
import { startWorld } from '../tests/support/world.ts'
import { buildIfStale } from '../tools/build-if-stale.ts'
import { PAGES } from '../tools/pages-list.ts'
import type { PageToSee } from '../tools/page-steps.ts'

const HISTORY_ROWS = 10_000
const TEMPLATES = 500
/** Of each page's median: beyond it the run fails. */
const MAX_LARGEST_PAINT_MS = 1_000

const { values, positionals } = parseArgs({
  options: { loads: { type: 'string', default: '7' } },
  allowPositionals: true,
})
const pages = PAGES.filter(({ name, isRefusal }) => !isRefusal && name.startsWith(positionals[0] ?? ''))

buildIfStale((command, args) => {
  if (spawnSync(command, args, { stdio: 'inherit' }).status !== 0) throw new Error('The build failed')
})
const world = await startWorld({ env: { RATE_LIMIT_PER_MINUTE: '1000000', LOG_LEVEL: 'warn', TEST_SQL_LOG: '' } })
const browser = await launchBrowser()
try {
  await seedHistory(world, aMonth(HISTORY_ROWS, new Date()))
  seedTemplates(world, TEMPLATES)
  const context = await browser.newContext()
  await signIn(world, await context.newPage())
  const cookies = await context.cookies()
  await context.close()

  await load(pages[0]!, cookies) // the server's own first time is not the page's
  const measured = new Map<string, Measured[]>(pages.map(({ name }) => [name, []]))
  for (let round = 0; round < Number(values.loads); round++) {
    for (const page of pages) measured.get(page.name)!.push(await load(page, cookies))
  }
  const rows = [...measured].map(([name, loads]) => [name, row(loads)] as const)
  console.table(Object.fromEntries(rows))
  const late = rows.filter(([, each]) => each['largest paint (ms)'] >= MAX_LARGEST_PAINT_MS).map(([name]) => name)
  if (late.length > 0) throw new Error(`Largest paint after ${MAX_LARGEST_PAINT_MS} ms: ${late.join(', ')}`)
} finally {
  await browser.close()
  await world.stop()
}

/** One load by a browser that has never been here. */
async function load({ path, isPublic }: PageToSee, cookies: Cookie[]): Promise<Measured> {
  const context = await browser.newContext({ viewport: SIZES.wide })
  if (!isPublic) await context.addCookies(cookies)
  await watchPages(context)
  const measured = await measure(await context.newPage(), `${world.url}${isPublic ? path : `/admin/acme-corp${path}`}`)
  await context.close()
  return measured
}

function row(loads: Measured[]) {
  const paints = loads.map(({ largestPaintMs }) => largestPaintMs)
  const { scriptBytes, requests, encodings } = loads[0]!
  return {
    'largest paint (ms)': Math.round(median(paints)),
    'from–to': `${Math.round(Math.min(...paints))}–${Math.round(Math.max(...paints))}`,
    'layout shift': Number(Math.max(...loads.map(({ layoutShift }) => layoutShift)).toFixed(4)),
    'script (kB)': Number((scriptBytes / 1000).toFixed(1)),
    compression: encodings.filter((encoding) => encoding !== 'none').join(),
    requests,
  }
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
