import { cancelUpload } from '#shared/contracts/uploads'
import { toApiError } from './api-error'
import { sendFile, type Transfer } from './upload-file'
import type { StoredFile } from './use-file-words'

/** How many are on their way at once. */
const AT_ONCE = 2

export type UploadState = 'waiting' | 'sending' | 'retrying' | 'finishing' | 'paused' | 'done' | 'failed'

export interface QueuedUpload {
  key: number
  name: string
  /** In bytes. */
  size: number
  sent: number
  state: UploadState
  /** Why it failed. */
  problem: UploadProblem | null
  /** What became of it. */
  file: StoredFile | null
}

export interface UploadProblem {
  code: string
  /** As the server words it, or the page, where the file never left. */
  text: string
}

interface Work {
  transfer: Transfer
  controller: AbortController
  run: Promise<void>
}

/**
 * Files that are being uploaded, two at a time, each of which can be paused, gone on with, given up and tried again.
 *
 * @param refusalOf what the page knows without asking the server; null lets the file pass
 * @param tell is told of each file that arrived, or did not
 */
export function useUploadQueue(
  refusalOf: (file: { name: string; size: number }) => UploadProblem | null,
  tell: { done: (file: StoredFile) => void; failed: (name: string, problem: UploadProblem) => void },
) {
  const { t } = useI18n()
  const api = useApi()
  const uploads = ref<QueuedUpload[]>([])
  const work = new Map<number, Work>()
  let nextKey = 1

  const running = () => uploads.value.filter(({ state }) => isUnderWay(state))

  function pump(): void {
    for (const upload of uploads.value) {
      if (running().length >= AT_ONCE) return
      if (upload.state === 'waiting') start(upload)
    }
  }

  function start(upload: QueuedUpload): void {
    const one = work.get(upload.key)!
    const controller = new AbortController()
    one.controller = controller
    upload.state = 'sending'
    upload.problem = null
    // What was stopped may still have an answer on its way, which it has to have noted before this goes on from it.
    one.run = one.run.then(() => send(upload, one.transfer, controller.signal)).then(pump)
  }

  async function send(upload: QueuedUpload, transfer: Transfer, signal: AbortSignal): Promise<void> {
    try {
      signal.throwIfAborted()
      await readable(transfer.bytes)
      const file = await sendFile(api, transfer, signal, {
        sent: (bytes) => (upload.sent = bytes),
        stage: (stage) => (upload.state = stage),
      })
      Object.assign(upload, { state: 'done', sent: upload.size, file })
      work.delete(upload.key)
      tell.done(file)
    } catch (error) {
      // Whoever paused it has said so already.
      if (signal.aborted) return
      fail(upload, error instanceof Unreadable ? { code: 'UNREADABLE', text: t('files.refused.unreadable') } : problemOf(error)) // prettier-ignore
    }
  }

  function fail(upload: QueuedUpload, problem: UploadProblem): void {
    upload.state = 'failed'
    upload.problem = problem
    tell.failed(upload.name, problem)
  }

  function problemOf(error: unknown): UploadProblem {
    const { status, code, message } = toApiError(error)
    return { code, text: status === 0 ? t('files.refused.unreachable') : message }
  }

  const find = (key: number) => uploads.value.find((upload) => upload.key === key)

  function again(key: number, renames?: boolean): void {
    const upload = find(key)
    const one = work.get(key)
    if (!upload || !one || isUnderWay(upload.state)) return
    if (renames) one.transfer.renames = true
    upload.state = 'waiting'
    upload.problem = null
    pump()
  }

  async function cancel(key: number): Promise<void> {
    const one = work.get(key)
    uploads.value = uploads.value.filter((upload) => upload.key !== key)
    work.delete(key)
    if (!one) return
    one.controller.abort()
    pump()
    await one.run
    // What is not told to the server now, it gives up by itself after a while.
    if (one.transfer.remote) await api.call(cancelUpload, { params: { id: one.transfer.remote.id } }).catch(() => null)
  }

  return {
    uploads,
    /** Something would be lost with the page. */
    isUnfinished: computed(() => uploads.value.some(({ state }) => state === 'waiting' || state === 'paused' || isUnderWay(state))), // prettier-ignore
    add(files: readonly File[]): void {
      for (const file of files) {
        const { name, size } = file
        const key = nextKey++
        uploads.value.push({ key, name, size, sent: 0, state: 'waiting', problem: null, file: null })
        const problem = refusalOf(file)
        const transfer: Transfer = { name, bytes: file, remote: null, renames: false }
        if (problem) fail(uploads.value.at(-1)!, problem)
        else work.set(key, { transfer, controller: new AbortController(), run: Promise.resolve() })
      }
      pump()
    },
    pause(key: number): void {
      const upload = find(key)
      if (!upload || !canPause(upload.state)) return
      upload.state = 'paused'
      work.get(key)?.controller.abort()
      pump()
    },
    resume: (key: number) => again(key),
    retry: (key: number) => again(key),
    /** Goes on under another name, where its own is taken. */
    keepBoth: (key: number) => again(key, true),
    cancel,
    /** Takes out of sight what arrived or was refused for good. */
    clear(): void {
      for (const { key, state } of uploads.value) if (state === 'done' || state === 'failed') void cancel(key)
    },
    cancelAll: () => Promise.all(uploads.value.map(({ key }) => cancel(key))),
  }
}

export const canPause = (state: UploadState): boolean =>
  state === 'waiting' || state === 'sending' || state === 'retrying'
const isUnderWay = (state: UploadState) => state === 'sending' || state === 'retrying' || state === 'finishing'

/** A folder, or a file that was moved away since it was chosen. */
class Unreadable extends Error {}

async function readable(bytes: Blob): Promise<void> {
  try {
    await bytes.slice(0, 1).arrayBuffer()
  } catch {
    throw new Unreadable()
  }
}
