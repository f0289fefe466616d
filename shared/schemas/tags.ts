import { z } from 'zod'

const MAX_TAGS = 20
const MAX_TAG = 50

/** The tags of a list: trimmed, none empty, each once in whatever case it came first. */
export function readTags(list: string): string[] {
  const byKey = new Map<string, string>()
  for (const tag of list.split(',').map((part) => part.trim())) {
    if (tag !== '' && !byKey.has(tag.toLowerCase())) byKey.set(tag.toLowerCase(), tag)
  }
  return [...byKey.values()]
}

/** Tags with commas between them; nothing in it is no list. */
export const TagList = z
  .string()
  .max((MAX_TAG + 2) * MAX_TAGS)
  .transform(readTags)
  .refine((tags) => tags.length <= MAX_TAGS, `must have ${MAX_TAGS} tags at most`)
  .refine((tags) => tags.every((tag) => tag.length <= MAX_TAG), `must have tags of ${MAX_TAG} characters at most`)
  .transform((tags) => tags.join(', ') || null)
