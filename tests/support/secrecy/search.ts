import { formsOf, type Planted } from './planted.ts'

const BUCKETS = 1 << 16

/**
 * Searches texts for many secrets at once, in one pass whatever their number: the first four characters at each place
 * say by a hash whether it is worth comparing more.
 */
export function searchFor(planted: Iterable<Planted>): (text: string) => Set<Planted> {
  const byStart = new Map<number, { form: string; planted: Planted }[]>()
  const mayBe = new Uint8Array(BUCKETS)
  for (const each of planted) {
    for (const form of formsOf(each.secret)) {
      const start = hashAt(form, 0)
      mayBe[start] = 1
      byStart.set(start, [...(byStart.get(start) ?? []), { form, planted: each }])
    }
  }
  return (text) => {
    const found = new Set<Planted>()
    for (let at = 0; at + 4 <= text.length; at++) {
      const start = hashAt(text, at)
      if (mayBe[start] === 0) continue
      for (const { form, planted: each } of byStart.get(start)!) {
        if (text.startsWith(form, at) && !isOfSid(text, at)) found.add(each)
      }
    }
    return found
  }
}

function hashAt(text: string, at: number): number {
  const code = (offset: number) => text.charCodeAt(at + offset)
  return (code(0) ^ (code(1) << 3) ^ (code(2) << 6) ^ (code(3) << 9)) & (BUCKETS - 1)
}

/** SIDs of the demo tenants hold their tokens, letter by letter: what follows `AC` or `AP` is not the token. */
const isOfSid = (text: string, at: number): boolean => /^[A-Z]{2}$/.test(text.slice(Math.max(0, at - 2), at))
