import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/**
 * Where a sealed value belongs. It is authenticated with the value, so that one copied to another row,
 * column or tenant does not open.
 */
export interface SealContext {
  table: string
  column: string
  tenantId: string
  /** The row's UUID, known before the insert. */
  rowId: string
}

export interface SealedBox {
  /** Encrypts under the first key: `keyId.base64url(nonce ‖ ciphertext ‖ tag)`. */
  seal(plain: string, context: SealContext): string
  /** Decrypts under the key that the value names. @throws Error when key, value or context is wrong */
  open(sealed: string, context: SealContext): string
  /** Whether the value was sealed under a key other than the first one. */
  isStale(sealed: string): boolean
}

const NONCE_BYTES = 12 // NIST SP 800-38D, section 5.2.1.1: 96 bits
const TAG_BYTES = 16

/**
 * AES-256-GCM with key ids.
 *
 * @param keys `id:key` pairs, comma separated, each key 32 bytes as base64 or base64url; the first seals, all open
 * @throws Error when a key is malformed or an id occurs twice
 */
export function createSealedBox(keys: string): SealedBox {
  const ring = parseKeys(keys)
  const [currentId] = ring.keys()
  if (currentId === undefined) throw new Error('No encryption key given')

  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyOf(ring, currentId), nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(associatedData(currentId, context))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `${currentId}.${Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')}`
    },
    open(sealed, context) {
      const { keyId, bytes } = split(sealed)
      const decipher = createDecipheriv('aes-256-gcm', keyOf(ring, keyId), bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(associatedData(keyId, context))
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      const body = bytes.subarray(NONCE_BYTES, -TAG_BYTES)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    },
    isStale: (sealed) => split(sealed).keyId !== currentId,
  }
}

function parseKeys(keys: string): Map<string, Buffer> {
  const ring = new Map<string, Buffer>()
  for (const pair of keys
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const [, id, encoded] = /^([\w-]{1,32}):([\w+/=-]+)$/.exec(pair) ?? []
    if (!id || !encoded) throw new Error('ENCRYPTION_KEYS: each entry is id:base64')
    const key = Buffer.from(encoded, 'base64') // Node's decoder takes base64url as well
    if (key.length !== 32) throw new Error(`ENCRYPTION_KEYS: key ${id} has ${key.length} bytes, 32 are needed`)
    if (ring.has(id)) throw new Error(`ENCRYPTION_KEYS: key ${id} is given twice`)
    ring.set(id, key)
  }
  return ring
}

function keyOf(ring: Map<string, Buffer>, id: string): Buffer {
  const key = ring.get(id)
  if (!key) throw new Error(`Encryption key ${id} is not configured`)
  return key
}

function split(sealed: string): { keyId: string; bytes: Buffer } {
  const dot = sealed.indexOf('.')
  const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url')
  if (dot < 1 || bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('Sealed value is malformed')
  return { keyId: sealed.slice(0, dot), bytes }
}

/** Unambiguous, because JSON quotes each part. */
function associatedData(keyId: string, context: SealContext): Buffer {
  return Buffer.from(JSON.stringify([keyId, context.table, context.column, context.tenantId, context.rowId]))
}
