/*
 * What a browser remembers for a person: samples, drafts, the last number. Never anything that must not be lost, since a
 * frame may be given no storage at all.
 */

/** What was kept under the key; null where there is nothing, or nothing that can be read. */
export function readLocal<Value>(key: string): Value | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Value | null
  } catch {
    return null
  }
}

/** @param value null forgets what was kept */
export function writeLocal(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Full, or refused: the page works without.
  }
}
