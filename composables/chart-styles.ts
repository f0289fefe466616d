/**
 * Lets the chart library write its styles under a policy that asks for a nonce: it takes the page's from here, when it
 * is first loaded.
 *
 * @returns true, for whoever waits for it
 * @see https://unovis.dev/docs/guides/theming
 */
export function allowChartStyles(): true {
  const nonce = pageNonce()
  if (nonce) Object.assign(globalThis, { UNOVIS_NONCE: nonce })
  return true
}
