/**
 * `npm test`: every check there is, each a job with a name. The static ones run two at a time, then the tests, then the
 * guards that read what the tests left behind. Ends with `N passed, N failed`, and exits 1 when something failed.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { noBrowser } from '../tests/support/browser.ts'
import { noFfmpeg } from '../tests/support/ffmpeg.ts'
import { whyNoSqld } from '../tests/support/sqld.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = `${root}.test-output`

interface Result {
  passed: number
  failed: number
  skipped: number
}

const STATIC = ['types', 'lint', 'format:check', 'unused', 'direction', 'openapi:check', 'env:check']
const PROJECTS = [['unit', 'nuxt', 'api', 'browser'], ['guards']]

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const results: Result[] = []
const queue = [...STATIC]
await Promise.all([work(), work()])
for (const projects of PROJECTS) results.push(await runVitest(projects))

for (const reason of [
  noBrowser && `browser tests ${noBrowser}`,
  noFfmpeg && `tests of audio that others write ${noFfmpeg}`,
  whyNoSqld && `libSQL server tests not run: ${whyNoSqld}`,
]) {
  if (reason) console.log(`\n${reason}`)
}
const total = (key: keyof Result) => results.reduce((sum, result) => sum + result[key], 0)
const skipped = total('skipped')
console.log(`\n${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = total('failed') > 0 ? 1 : 0

async function work(): Promise<void> {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const startedAt = performance.now()
    const { code, output } = await run('npm', ['run', '--silent', name])
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
    if (code !== 0) console.log(output)
    results.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })
  }
}

async function runVitest(projects: string[]): Promise<Result> {
  const report = `${reports}/${projects.join('-')}.json`
  const args = [...projects.flatMap((name) => ['--project', name]), '--reporter=default', '--reporter=json']
  const child = spawn('vitest', ['run', ...args, `--outputFile.json=${report}`], { cwd: root, stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'))
    // A file that cannot be loaded, or a failing hook, fails no test: the exit code still tells.
    const failed = numFailedTests === 0 && code !== 0 ? 1 : numFailedTests
    return { passed: numPassedTests, failed, skipped: numPendingTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

async function run(command: string, args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, output }
}
