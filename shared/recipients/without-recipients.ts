import type { Recipient, RecipientList } from './read-recipients.ts'

/** The list without some of what was read from it. */
export function withoutRecipients(text: string, list: RecipientList, unwanted: (one: Recipient) => boolean): string {
  let rest = ''
  let at = 0
  for (const { start, end } of list.recipients.filter(unwanted)) {
    rest += text.slice(at, start)
    at = end
  }
  rest += text.slice(at)
  const lines = rest.split(/\r?\n/)
  const tidy = list.isTable ? lines : lines.map((line) => line.replace(/^[\s,;|]+|[\s,;|]+$/g, '').replace(/([,;|])(?:\s*[,;|])+/g, '$1')) // prettier-ignore
  return tidy.filter((line) => line.trim() !== '').join('\n')
}
