/**
 * Where a list that opens from a control belongs: into the dialog or the landmark that the control stands in, so that
 * nothing on a page is outside of them.
 *
 * @param trigger a component or an element; null before it is drawn
 */
export function landmarkOf(trigger: unknown): HTMLElement | string {
  const element = (trigger as { $el?: unknown } | null)?.$el ?? trigger
  if (!(element instanceof HTMLElement)) return 'body'
  return element.closest<HTMLElement>('[role="dialog"]') ?? element.closest<HTMLElement>('main') ?? element.closest<HTMLElement>('header') ?? 'body' // prettier-ignore
}
