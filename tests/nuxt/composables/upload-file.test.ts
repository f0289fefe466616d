import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { getQuery, getRouterParam, readBody, setResponseStatus, type H3Event } from 'h3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sendFile, type Transfer } from '~/composables/upload-file'
import { useApi } from '~/composables/use-api'
import { useSessionStore, type Session } from '~/stores/session'

const PIECE = 4
/** What the server has of each upload. */
let uploads: Map<string, { size: number; received: string }>
let begun: Record<string, unknown>[]
let finished: unknown[]
/** What the next pieces meet: a status, or null for an answer. */
let fates: (number | null)[]

const refuse = (event: H3Event, status: number, code: string) => {
  setResponseStatus(event, status)
  return { success: false, error: { code, message: code, details: null } }
}
const form = (id: string) => {
  const { size, received } = uploads.get(id)!
  return { success: true, data: { id, file_size: size, received_bytes: received.length, max_piece_bytes: PIECE } }
}
const known = (run: (event: H3Event, id: string) => unknown) => (event: H3Event) => {
  const id = getRouterParam(event, 'id') ?? event.path.split('/')[4]!.split('?')[0]!
  return uploads.has(id) ? run(event, id) : refuse(event, 404, 'NOT_FOUND')
}
registerEndpoint('/api/files/uploads', {
  method: 'POST',
  handler: async (event) => {
    const body = await readBody(event)
    begun.push(body)
    uploads.set(`u${begun.length}`, { size: body.file_size, received: '' })
    return form(`u${begun.length}`)
  },
})
for (const id of ['u1', 'u2']) {
  registerEndpoint(`/api/files/uploads/${id}`, { method: 'GET', handler: known((_, one) => form(one)) })
  registerEndpoint(`/api/files/uploads/${id}/finish`, {
    method: 'POST',
    handler: known(async (event) => {
      finished.push(await readBody(event))
      return { success: true, data: { id: 7, filename: 'a.wav' } }
    }),
  })
}

/** The browser's own request, which these tests' runtime does not route: the server's part of a piece. */
class Pieces {
  static asked: { headers: Record<string, string>; url: string }[] = []
  upload: { onprogress?: (event: { loaded: number }) => void } = {}
  status = 0
  responseText = ''
  onload?: () => void
  onerror?: () => void
  onloadend?: () => void
  private url = ''
  private headers: Record<string, string> = {}
  open(_: string, url: string): void {
    this.url = url
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value
  }
  getResponseHeader = () => null
  abort(): void {
    this.onerror?.()
  }
  async send(bytes: Blob): Promise<void> {
    Pieces.asked.push({ url: this.url, headers: this.headers })
    const [, id, offset] = /uploads\/(\w+)\?offset=(\d+)/.exec(this.url)!
    this.upload.onprogress?.({ loaded: bytes.size })
    const upload = uploads.get(id!)
    const fate = upload ? (fates.shift() ?? null) : 404
    if (fate === 0) return this.onerror?.()
    if (fate === null && Number(offset) === upload!.received.length) {
      upload!.received += await bytes.text()
      Object.assign(this, { status: 200, responseText: JSON.stringify(form(id!)) })
    } else {
      this.status = fate ?? 409
      this.responseText = JSON.stringify({ success: false, error: { code: fate === 404 ? 'NOT_FOUND' : 'CONFLICT', message: 'No' } }) // prettier-ignore
    }
    this.onload?.()
    this.onloadend?.()
  }
}

let stages: string[]
let sent: number[]
const run = (transfer: Transfer, signal = new AbortController().signal) =>
  sendFile(useApi(), transfer, signal, { sent: (bytes) => sent.push(bytes), stage: (stage) => stages.push(stage) })
const transferOf = (text: string): Transfer => ({
  name: 'a.wav',
  bytes: new Blob([text]),
  remote: null,
  renames: false,
})

beforeEach(() => {
  uploads = new Map()
  begun = []
  finished = []
  fates = []
  stages = []
  sent = []
  Pieces.asked = []
  vi.stubGlobal('XMLHttpRequest', Pieces)
  const later = setTimeout
  // Its pauses are seconds.
  vi.stubGlobal('setTimeout', (run: () => void, ms = 0) => later(run, ms >= 1000 ? 0 : ms))
  useSessionStore().start({ id: 's1', tenant: { id: 'acme-corp', brand: {} }, permissions: [], acts_as: 'user/7' } as unknown as Session) // prettier-ignore
})
afterEach(() => {
  vi.unstubAllGlobals()
  useSessionStore().end()
})

describe('a file that is sent', () => {
  it('goes_in_pieces_one_after_the_other', async () => {
    expect(await run(transferOf('0123456789'))).toMatchObject({ id: 7 })
    expect(begun).toEqual([{ filename: 'a.wav', file_size: 10 }])
    expect(uploads.get('u1')!.received).toBe('0123456789')
    expect(Pieces.asked.map(({ url }) => url.split('?')[1])).toEqual(['offset=0', 'offset=4', 'offset=8'])
    expect(Pieces.asked[0]!.headers).toMatchObject({
      'x-tenant-id': 'acme-corp',
      'x-acts-as': 'user/7',
      'content-type': 'application/octet-stream',
    })
    expect([sent.at(-1), stages]).toEqual([10, ['sending', 'finishing']])
  })

  it('goes_on_from_what_arrived_after_the_network_failed', async () => {
    fates = [null, 0, 503]
    await run(transferOf('0123456789'))
    expect(uploads.get('u1')!.received).toBe('0123456789')
    expect(Pieces.asked.map(({ url }) => url.split('=')[1])).toEqual(['0', '4', '4', '4', '8'])
    expect(stages.filter((stage) => stage === 'retrying')).toHaveLength(2)
  })

  it('is_given_up_after_the_third_failure_and_goes_on_when_asked_again', async () => {
    fates = [null, 0, 0, 0]
    const transfer = transferOf('0123456789')
    await expect(run(transfer)).rejects.toMatchObject({ status: 0 })
    await run(transfer)
    expect(begun).toHaveLength(1)
    expect(uploads.get('u1')!.received).toBe('0123456789')
  })

  it('goes_on_after_a_piece_whose_answer_was_lost', async () => {
    const transfer = transferOf('0123456789')
    fates = [null, 0, 0, 0]
    await expect(run(transfer)).rejects.toMatchObject({ status: 0 })
    uploads.get('u1')!.received += '4567'
    await run(transfer)
    expect(uploads.get('u1')!.received).toBe('0123456789')
  })

  it('begins_anew_where_the_server_no_longer_knows_it', async () => {
    const transfer = transferOf('0123456789')
    fates = [null, 0, 0, 0]
    await expect(run(transfer)).rejects.toMatchObject({ status: 0 })
    uploads.delete('u1')
    await run(transfer)
    expect(uploads.get('u2')!.received).toBe('0123456789')
  })

  it('stays_where_it_is_when_it_is_stopped', async () => {
    const controller = new AbortController()
    const transfer = transferOf('0123456789')
    const stopped = sendFile(useApi(), transfer, controller.signal, {
      sent: (bytes) => bytes >= 4 && controller.abort(),
      stage: () => undefined,
    })
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    expect(finished).toEqual([])
    await run(transfer)
    expect([begun.length, uploads.get('u1')!.received]).toEqual([1, '0123456789'])
  })

  it('gets_another_name_when_that_is_wanted', async () => {
    await run({ ...transferOf('01'), renames: true })
    expect(begun[0]).toMatchObject({ on_conflict: 'rename' })
    expect(finished).toEqual([{ on_conflict: 'rename' }])
  })
})
