import type { Page } from 'playwright-core'
import { ACME } from '../tests/support/world.ts'
import { dialog, firstRow, menu, press, type PageToSee, type Stage } from './page-steps.ts'

/** The tenant's audio, and everything that lies open above it. */
export const PAGES_OF_FILES: readonly PageToSee[] = [
  {
    name: 'files',
    path: '/files',
    refused: /status of (415|409) .*\/api\/files\//,
    holds: /jingle\.wav/,
    opened: {
      menu: async (page) => {
        await press(page, /^Actions for jingle/)
        await menu(page)
      },
      playing: async (page) => {
        await page.getByRole('button', { name: /^Play jingle/ }).click()
        await page.getByRole('button', { name: /^Pause jingle/ }).waitFor()
        await page.getByRole('slider', { name: /^Place in jingle/ }).press('Shift+ArrowRight')
      },
      panel: async (page) => {
        await firstRow(page)
        await page.getByRole('dialog').getByText('SHA-256', { exact: true }).waitFor()
      },
      uploads: async (page) => {
        await page
          .locator('[data-files]')
          .first()
          .setInputFiles([
            { name: 'brochure.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 no audio at all') },
            { name: 'nothing.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(0) },
          ])
        await page.getByRole('listitem').getByText('The file is empty').waitFor()
        await page.getByRole('listitem').getByText('The content decides').waitFor()
      },
      used: async (page, window) => {
        await playedByTemplate(page, window)
        await press(page, /^Actions for jingle/)
        await page.getByRole('menuitem', { name: 'Remove' }).click()
        await page.getByRole('dialog', { name: /^Remove jingle/ }).waitFor()
      },
      record: async (page) => {
        await press(page, 'Record')
        await dialog(page)
      },
      nothing: async (page) => {
        await page.getByRole('searchbox').fill('nothing has this')
        await page.getByText('Nothing matches').waitFor()
      },
    },
  },
  { name: 'files-removed', path: '/files?view=removed', holds: /Nothing was removed|Until/ },
]

/** A template with the jingle in it, where there is none yet. */
async function playedByTemplate(page: Stage, window: Page): Promise<void> {
  const headers = { 'x-api-key': ACME.key }
  // In a frame the window's own address is somebody else's.
  const origin = await page.locator('body').evaluate(() => location.origin)
  const api = `${origin}/api/voice-messages`
  const { pagination } = await (await window.request.get(`${api}?search=Hold+the+line`, { headers })).json()
  if (pagination.total_items > 0) return
  const data = { name: 'Hold the line', voice_text: 'One moment. {MP3~jingle}', voice_type: 'message' }
  await window.request.post(api, { headers, data })
}
