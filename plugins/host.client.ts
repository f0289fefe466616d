declare global {
  interface Window {
    chrome?: { webview?: EventTarget & { postMessage(message: unknown): void } }
  }
}

/** Tells the application around these pages what happens in them; see `docs/embedding.md`. Alone, it loads nothing. */
export default defineNuxtPlugin((nuxtApp) => {
  if (window.parent === window && !window.chrome?.webview) return
  // Not in idle time: Chromium gives none at all to some frames of another site.
  nuxtApp.hooks.hookOnce('app:suspense:resolve', async () => {
    const { joinHost } = await import('~/composables/use-host')
    nuxtApp.runWithContext(joinHost)
  })
})
