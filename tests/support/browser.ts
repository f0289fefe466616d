import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** Why browser tests cannot run here, or null. Continuous integration must have a browser: there it is a failure. */
export const noBrowser = EXECUTABLE ? null : 'not run: no Chromium (Debian: apt-get install chromium)'

/** @throws Error naming what to install, where there is no browser */
export async function launchBrowser(): Promise<Browser> {
  if (!EXECUTABLE) throw new Error(noBrowser!)
  return chromium.launch({
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
  })
}
