import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '~/composables/api-error'
import { sendFile, type Transfer } from '~/composables/upload-file'
import type { useApi } from '~/composables/use-api'

const PIECE = 4
/** What the server has of each upload. */
let uploads: Map<string, { size: number; received: string }>
let begun: Record<string, unknown>[]
let finished: unknown[]
/** The first answers to finishing, by their keys. */
let answered: Map<string, unknown>
/** The next file is made, and nobody hears of it. */
let losesFinish: boolean
let offsets: string[]
/** What the next pieces meet: a status, or null for an answer. */
let fates: (number | null)[]

const formOf = (id: string) => {
  const upload = uploads.get(id)
  if (!upload) throw new ApiError(404, 'NOT_FOUND', 'No')
  return { id, file_size: upload.size, received_bytes: upload.received.length, max_piece_bytes: PIECE }
}

/** The server's part, by the contracts' names. */
const api = {
  async call(
    { id: operation }: { id: string },
    { params, body }: { params?: { id: string }; body?: any },
    { idempotencyKey = '' }: { idempotencyKey?: string } = {},
  ) {
    if (operation === 'uploads.begin') {
      begun.push(body)
      uploads.set(`u${begun.length}`, { size: body.file_size, received: '' })
      return formOf(`u${begun.length}`)
    }
    if (operation === 'uploads.finish' && answered.has(idempotencyKey)) return answered.get(idempotencyKey)
    const form = formOf(params!.id)
    if (operation === 'uploads.get') return form
    finished.push(body)
    const file = { id: 7, filename: 'a.wav' }
    answered.set(idempotencyKey, file)
    if (losesFinish) {
      losesFinish = false
      uploads.delete(params!.id)
      throw new ApiError(0, 'UNREACHABLE', 'No')
    }
    return file
  },
  async sendBytes(
    _: unknown,
    { params, query }: { params: { id: string }; query: { offset: string } },
    piece: Blob,
    { signal, onProgress }: { signal: AbortSignal; onProgress: (bytes: number) => void },
  ) {
    offsets.push(query.offset)
    onProgress(piece.size)
    if (signal.aborted) throw new ApiError(0, 'UNREACHABLE', 'No')
    const fate = fates.shift() ?? null
    const { received_bytes: received } = formOf(params.id)
    if (fate !== null) throw new ApiError(fate, 'SERVER_ERROR', 'No')
    if (Number(query.offset) !== received) {
      throw new ApiError(409, 'CONFLICT', 'No', { received_bytes: received })
    }
    uploads.get(params.id)!.received += await piece.text()
    return formOf(params.id)
  },
} as unknown as ReturnType<typeof useApi>

let stages: string[]
let sent: number[]
const run = (transfer: Transfer, signal = new AbortController().signal) =>
  sendFile(api, transfer, signal, { sent: (bytes) => sent.push(bytes), stage: (stage) => stages.push(stage) })
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
  answered = new Map()
  losesFinish = false
  fates = []
  stages = []
  sent = []
  offsets = []
  const later = setTimeout
  // Its pauses are seconds.
  vi.stubGlobal('setTimeout', (run: () => void, ms = 0) => later(run, ms >= 1000 ? 0 : ms))
})
afterEach(() => vi.unstubAllGlobals())

describe('a file that is sent', () => {
  it('goes_in_pieces_one_after_the_other', async () => {
    expect(await run(transferOf('0123456789'))).toMatchObject({ id: 7 })
    expect(begun).toEqual([{ filename: 'a.wav', file_size: 10 }])
    expect(uploads.get('u1')!.received).toBe('0123456789')
    expect(offsets).toEqual(['0', '4', '8'])
    expect([sent.at(-1), stages]).toEqual([10, ['sending', 'finishing']])
  })

  it('goes_on_from_what_arrived_after_the_network_failed', async () => {
    fates = [null, 0, 503]
    await run(transferOf('0123456789'))
    expect(uploads.get('u1')!.received).toBe('0123456789')
    expect(offsets).toEqual(['0', '4', '4', '4', '8'])
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
    const stopped = sendFile(api, transfer, controller.signal, {
      sent: (bytes) => bytes >= 4 && controller.abort(),
      stage: () => undefined,
    })
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    expect(finished).toEqual([])
    await run(transfer)
    expect([begun.length, uploads.get('u1')!.received]).toEqual([1, '0123456789'])
  })

  it('is_one_file_although_the_answer_was_lost', async () => {
    losesFinish = true
    expect(await run(transferOf('01'))).toMatchObject({ id: 7 })
    expect([begun.length, finished.length]).toEqual([1, 1])
  })

  it('gets_another_name_when_that_is_wanted', async () => {
    await run({ ...transferOf('01'), renames: true })
    expect(begun[0]).toMatchObject({ on_conflict: 'rename' })
    expect(finished).toEqual([{ on_conflict: 'rename' }])
  })
})
