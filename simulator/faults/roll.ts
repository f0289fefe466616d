/**
 * A reproducible random number in [0, 1) for a seed and a list of keys.
 * It depends on what is asked for and not on the order of asking, so that a run with parallel requests
 * can be repeated from its seed.
 */
export function roll(seed: number, ...keys: (string | number)[]): number {
  let hash = (seed ^ 0x9e3779b9) >>> 0
  for (const character of keys.join('\u0000')) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0
  }
  return mulberry32(hash)
}

/** One step of mulberry32 (public domain, Tommy Ettinger): spreads close hashes over the whole range. */
function mulberry32(state: number): number {
  let value = (state + 0x6d2b79f5) >>> 0
  value = Math.imul(value ^ (value >>> 15), value | 1)
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
  return ((value ^ (value >>> 14)) >>> 0) / 4294967296
}
