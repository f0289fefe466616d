/** What the page's policy asks of styles that a library writes into it; nothing on the server, which writes none. */
export function pageNonce(): string | undefined {
  return import.meta.client ? document.querySelector<HTMLElement>('script[nonce], style[nonce]')?.nonce : undefined
}
