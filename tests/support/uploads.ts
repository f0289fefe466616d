import { globSync } from 'node:fs'
import { request, type ClientRequest } from 'node:http'
import { join } from 'node:path'
import type { Answer } from './api.ts'
import { noiseWav } from './audio.ts'
import { ACME, type World } from './world.ts'

export interface FormFile {
  name: string
  bytes: Uint8Array
}

/** Sends a form as browsers and programs do. */
export async function sendForm(
  world: Pick<World, 'url'>,
  file: FormFile | null,
  { path = '/api/files/upload', key = ACME.key, fields = {} as Record<string, string> } = {},
): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (file) form.append('file', new Blob([Uint8Array.from(file.bytes)]), file.name)
  const response = await fetch(world.url + path, { method: 'POST', headers: { 'x-api-key': key }, body: form })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) }
}

/** Uploads a file that is there before a test begins, and gives what the API answers. */
export async function putFile(
  world: Pick<World, 'url'>,
  key: string,
  name: string,
  bytes: Uint8Array,
  fields: Record<string, string> = {},
): Promise<{ id: number; name: string; sha256: string }> {
  const { status, text, body } = await sendForm(world, { name, bytes }, { key, fields })
  if (status !== 200) throw new Error(`${name} was not uploaded: ${text}`)
  return body.data
}

/** Names of everything that lies in a world's storage and spool. */
export async function storedNames({
  dataDir,
}: Pick<World, 'dataDir'>): Promise<{ stored: string[]; spooled: string[] }> {
  const files = (folder: string) =>
    globSync('**/*', { cwd: join(dataDir, folder), withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
  return { stored: files('files'), spooled: files('spool') }
}

/** Begins an upload that never ends. */
export function beginEndless({ url }: Pick<World, 'url'>, key = ACME.key): ClientRequest {
  const headers = { 'x-api-key': key, 'content-type': 'multipart/form-data; boundary=b' }
  const sending = request(`${url}/api/files/upload`, { method: 'POST', headers })
  sending.on('error', () => undefined)
  sending.write('--b\r\ncontent-disposition: form-data; name="file"; filename="cut.wav"\r\n\r\n')
  sending.write(noiseWav(500_000))
  return sending
}
