/** Copies a text, and says at the edge of the page whether it worked. */
export function useCopy(): (text: string) => Promise<void> {
  const { t } = useI18n()
  const toasts = useToasts()
  return async (text) => {
    if ((await copyByClipboard(text)) || copyBySelection(text)) toasts.success(t('common.copied'))
    else toasts.failure(t('common.copyFailed'))
  }
}

async function copyByClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/**
 * For a frame whose host did not delegate the clipboard: a selection needs no permission. A dialog keeps the focus within
 * itself, so that is where the selection has to be.
 */
function copyBySelection(text: string): boolean {
  const area = Object.assign(document.createElement('textarea'), { value: text })
  const before = document.activeElement as HTMLElement | null
  const place = before?.closest('[role="dialog"]') ?? document.body
  place.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  before?.focus()
  return done
}
