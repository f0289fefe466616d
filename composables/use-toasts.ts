export interface ToastMessage {
  id: number
  tone: 'success' | 'danger' | 'neutral'
  title: string
  detail?: string
  action?: { label: string; run: () => void | Promise<void> }
  /** Milliseconds on screen. Longer where there is something to do: 20 s to undo, 6 s to read. */
  durationMs: number
}

let nextId = 1

/** Short messages at the edge of the page. */
export function useToasts() {
  const messages = useState<ToastMessage[]>('toasts', () => [])

  function show(message: Omit<ToastMessage, 'id' | 'durationMs'>): void {
    messages.value = [...messages.value, { ...message, id: nextId++, durationMs: message.action ? 20_000 : 6_000 }]
  }

  return {
    messages,
    success: (title: string, more: Partial<Pick<ToastMessage, 'detail' | 'action'>> = {}) =>
      show({ tone: 'success', title, ...more }),
    failure: (title: string, detail?: string) => show({ tone: 'danger', title, detail }),
    dismiss(id: number): void {
      messages.value = messages.value.filter((message) => message.id !== id)
    },
  }
}
