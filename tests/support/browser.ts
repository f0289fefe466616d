import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { watchContext } from './secrecy/traffic.ts'

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  chromium.executablePath(), // where Playwright's own installer puts it
]
const EXECUTABLE = PLACES.find((place) => place && existsSync(place))

/** Why browser tests cannot run here, or null. Continuous integration must have a browser: there it is a failure. */
export const noBrowser = EXECUTABLE
  ? null
  : 'not run: no Chromium (Debian: apt-get install chromium; elsewhere: install Chrome, or say where it is in CHROMIUM_PATH)'

const OPTIONS = {
  executablePath: EXECUTABLE,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

/**
 * @param more of the browser's own options
 * @throws Error naming what to install, where there is no browser
 */
export async function launchBrowser(...more: string[]): Promise<Browser> {
  if (!EXECUTABLE) throw new Error(noBrowser!)
  const browser = await chromium.launch({ ...OPTIONS, args: [...OPTIONS.args, ...more] })
  browser.on('context', watchContext)
  return browser
}

/** A browser whose person has forbidden every cookie, and with them what else pages keep. */
export async function launchWithoutCookies(): Promise<BrowserContext> {
  if (!EXECUTABLE) throw new Error(noBrowser!)
  const profile = mkdtempSync(join(tmpdir(), 'trunkline-browser-'))
  const BLOCKED = 2
  const preferences = { profile: { default_content_setting_values: { cookies: BLOCKED } } }
  mkdirSync(join(profile, 'Default'))
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
  const context = await chromium.launchPersistentContext(profile, OPTIONS)
  watchContext(context)
  context.on('close', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }))
  return context
}
