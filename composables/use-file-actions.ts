import { downloadFile, removeFile, restoreFile } from '#shared/contracts/files'
import { toApiError } from './api-error'
import type { StoredFile } from './use-file-words'

/** A file that is played by templates, and which, or to callers on hold. */
export interface FileInUse {
  file: StoredFile
  templates: { id: number; name: string }[]
  isHoldMusic: boolean
}

/** Of the refusal. */
type InUseDetails = Partial<Pick<FileInUse, 'templates'> & { is_hold_music: boolean }>

/**
 * What can be done with a file of the list. Refusals are said at the edge of the page, or in `inUse`.
 *
 * @param changed is run after each change
 */
export function useFileActions(changed: () => unknown) {
  const { t } = useI18n()
  const api = useApi()
  const toasts = useToasts()
  const wordsOf = useFailureWords()
  const save = useDownload()
  const isBusy = ref(false)
  const inUse = shallowRef<FileInUse | null>(null)

  async function once(run: () => Promise<void>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    try {
      await run()
      return true
    } catch (error) {
      toasts.failure(t('common.failed'), wordsOf(error))
      return false
    } finally {
      isBusy.value = false
    }
  }

  const restore = (file: StoredFile): Promise<boolean> =>
    once(async () => {
      try {
        await api.call(restoreFile, { params: { id: file.id }, body: {} })
      } catch (error) {
        if (toApiError(error).code !== 'FILE_NAME_TAKEN') throw error
        return toasts.failure(t('files.restoreTaken', { name: visibleName(file.name) }), t('files.restoreTakenText'))
      }
      toasts.success(t('files.restored', { name: visibleName(file.filename) }))
      await changed()
    })

  return {
    isBusy,
    /** What was to be removed although it is in use; null closes the question. */
    inUse,
    restore,
    /**
     * @param force although it is in use
     * @returns whether it is gone; it can be had back from the message at the edge
     */
    async remove(file: StoredFile, force = false): Promise<boolean> {
      let isGone = false
      await once(async () => {
        try {
          await api.call(removeFile, { params: { id: file.id }, query: force ? { force: 'true' } : {} })
        } catch (error) {
          const { code, details } = toApiError(error)
          if (code !== 'FILE_IN_USE') throw error
          const { templates = [], is_hold_music: isHoldMusic = false } = (details ?? {}) as InUseDetails
          return void (inUse.value = { file, templates, isHoldMusic })
        }
        isGone = true
        inUse.value = null
        const action = { label: t('common.undo'), run: () => restore(file).then(() => undefined) }
        toasts.success(t('files.removed', { name: visibleName(file.filename) }), { action })
        await changed()
      })
      return isGone
    },
    /** Removes it for good. */
    purge: (file: StoredFile): Promise<boolean> =>
      once(async () => {
        await api.call(removeFile, { params: { id: file.id }, query: { purge: 'true', force: 'true' } })
        toasts.success(t('files.purged', { name: visibleName(file.filename) }))
        await changed()
      }),
    download: (file: StoredFile): Promise<boolean> => once(() => save(pathOf(downloadFile, { id: file.id }))),
  }
}
