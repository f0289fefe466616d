/**
 * Refuses what could lead out of a storage, or mean another object to another storage. Keys are made by this program:
 * a wrong one is a fault, not an input.
 *
 * @throws Error
 */
export function checkKey(key: string): string {
  if (!isKey(key)) throw new Error('A storage key leads out of the storage')
  return key
}

/** Whether this program can have made the key: other names in a storage are somebody else's, and left alone. */
export function isKey(key: string): boolean {
  const isSafe = key.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  return isSafe && /^[\w./-]+$/.test(key)
}

/** The same of the beginning of keys, which may end anywhere. @throws Error */
export function checkPrefix(prefix: string): string {
  checkKey(`${prefix}x`)
  return prefix
}
