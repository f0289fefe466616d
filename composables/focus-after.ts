/**
 * Focuses the first of these that is there once a change is drawn: what had the focus may have gone with it.
 *
 * @param within where they are looked for
 * @param selectors in the order in which they are wanted
 */
export async function focusAfter(within: HTMLElement | null, ...selectors: string[]): Promise<void> {
  await nextTick()
  for (const selector of selectors) {
    const found = within?.querySelector<HTMLElement>(selector)
    if (found) return found.focus()
  }
}
