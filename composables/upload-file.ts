import type { File as FileSchema } from '#shared/contracts/files'
import { beginUpload, continueUpload, finishUpload, getUpload, type Upload } from '#shared/contracts/uploads'
import type { z } from 'zod'
import { toApiError, type ApiError } from './api-error'
import type { useApi } from './use-api'

type Remote = z.output<typeof Upload>
type Stored = z.output<typeof FileSchema>

/** A file on its way. What the server has of it is kept here, so that a later try goes on from there. */
export interface Transfer {
  name: string
  bytes: Blob
  remote: Remote | null
  /** Whose name is taken gets another. */
  renames: boolean
}

export interface TransferEvents {
  /** How much the server has, or has been sent, in bytes. */
  sent: (bytes: number) => void
  /** What is being done now. */
  stage: (stage: 'sending' | 'finishing' | 'retrying') => void
}

/** Milliseconds before the first, the second try after a failure that may pass. */
const PAUSES_MS = [1_000, 4_000]
/** A server that asks for more patience is tried by hand. */
const LONGEST_PAUSE_MS = 30_000

/**
 * Sends a file in pieces. What fails on the way is tried twice again, each time from what the server has received; an
 * upload that the server no longer knows begins anew.
 *
 * @param signal stops it where it is; all that arrived is kept on the server
 * @returns the file that the server made of it
 * @throws ApiError for a refusal, or after the last try
 */
export async function sendFile(
  api: ReturnType<typeof useApi>,
  transfer: Transfer,
  signal: AbortSignal,
  tell: TransferEvents,
): Promise<Stored> {
  let failures = 0
  for (;;) {
    try {
      await meet(api, transfer, signal)
      tell.stage('sending')
      while (transfer.remote!.received_bytes < transfer.bytes.size) {
        await sendPiece(api, transfer, signal, tell)
        failures = 0
      }
      signal.throwIfAborted()
      tell.stage('finishing')
      return await finish(api, transfer)
    } catch (error) {
      signal.throwIfAborted()
      const failure = toApiError(error)
      const isForgotten = failure.status === 404 && transfer.remote !== null
      if (isForgotten) transfer.remote = null
      const pause = pauseAfter(failure, failures++)
      if ((!isForgotten && !mayPass(failure)) || pause === undefined) throw failure
      tell.stage('retrying')
      await wait(isForgotten ? 0 : pause, signal)
    }
  }
}

/** Learns what the server has: of a new upload nothing. */
async function meet(api: ReturnType<typeof useApi>, transfer: Transfer, signal: AbortSignal): Promise<void> {
  // All of it is there: an answer to that may have been lost, and is given again.
  if (transfer.remote?.received_bytes === transfer.bytes.size) return
  if (transfer.remote) {
    transfer.remote = await api.call(getUpload, { params: { id: transfer.remote.id } }, { signal })
    return
  }
  const { name, bytes, renames } = transfer
  // Not stopped half-way: what it began could not be taken back.
  transfer.remote = await api.call(
    beginUpload,
    { body: { filename: name, file_size: bytes.size, on_conflict: renames ? 'rename' : undefined } },
    { idempotencyKey: crypto.randomUUID() },
  )
  signal.throwIfAborted()
}

async function sendPiece(
  api: ReturnType<typeof useApi>,
  transfer: Transfer,
  signal: AbortSignal,
  tell: TransferEvents,
): Promise<void> {
  const { id, received_bytes: offset, max_piece_bytes: most } = transfer.remote!
  const piece = transfer.bytes.slice(offset, offset + most)
  tell.sent(offset)
  transfer.remote = await api.sendBytes(continueUpload, { params: { id }, query: { offset: String(offset) } }, piece, {
    signal,
    onProgress: (bytes) => tell.sent(offset + Math.min(bytes, piece.size)),
  })
  tell.sent(transfer.remote.received_bytes)
}

const finish = (api: ReturnType<typeof useApi>, { remote, renames }: Transfer): Promise<Stored> =>
  api.call(
    finishUpload,
    { params: { id: remote!.id }, body: { on_conflict: renames ? 'rename' : undefined } },
    { idempotencyKey: `${remote!.id}/${renames ? 'rename' : 'finish'}` },
  )

/** The network, a busy or failing server, a piece or a finish that arrived although its answer was lost. */
const mayPass = ({ status, details, retryAfterSeconds }: ApiError): boolean =>
  status === 0 ||
  status === 429 ||
  status >= 500 ||
  (status === 409 && retryAfterSeconds !== null) ||
  (status === 409 && (details as { received_bytes?: number } | null)?.received_bytes !== undefined)

function pauseAfter({ retryAfterSeconds }: ApiError, failures: number): number | undefined {
  const pause = PAUSES_MS[failures]
  if (pause === undefined || retryAfterSeconds === null) return pause
  return retryAfterSeconds * 1000 > LONGEST_PAUSE_MS ? undefined : Math.max(pause, retryAfterSeconds * 1000)
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
