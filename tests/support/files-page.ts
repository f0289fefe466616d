import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import type { World } from './world.ts'

export interface GivenFile {
  name: string
  mimeType: string
  buffer: Buffer
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
export const wav = (name: string, buffer: Buffer): GivenFile => ({ name, mimeType: 'audio/wav', buffer })

/** Chooses files as the browser's own dialog would. */
export const choose = (page: Page, ...files: GivenFile[]) => page.locator('[data-files]').first().setInputFiles(files)

/** A file as the API lists it; undefined when it is not there. */
export async function fileNamed(world: World, filename: string): Promise<any> {
  const { body } = await world.api('/api/files?per_page=100')
  return body.data.find((file: { filename: string }) => file.filename === filename)
}

/** The row of a file, and what is done to it from there. */
export const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name, exact: true }) })

/** The line of an upload, in the list of those. */
export const uploadOf = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Uploads' }).getByRole('listitem').filter({ hasText: name })
