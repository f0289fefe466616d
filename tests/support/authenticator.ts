import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

type Options = Record<string, any>

/** How an answer differs from what it should be. */
interface Deviations {
  origin?: string
  challenge?: string
  rpId?: string
  type?: string
  /** The authenticator knows who touched it: by PIN or finger. */
  verified?: boolean
  counter?: number
  userHandle?: string
}

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 }
const base64url = (data: Buffer | string) => Buffer.from(data).toString('base64url')
const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest()

/**
 * A passkey with the browser around it, as WebAuthn level 3 describes them: ES256, no attestation. One key, made at
 * the first `register`.
 *
 * @param origin of the page that the browser shows
 */
export function createAuthenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  let counter = 0
  let handle = ''

  const clientData = (type: string, challenge: string, given: Deviations) =>
    base64url(
      JSON.stringify({
        type: given.type ?? type,
        challenge: given.challenge ?? challenge,
        origin: given.origin ?? origin,
      }),
    )
  const authenticatorData = (rpId: string, given: Deviations, attested = Buffer.alloc(0)) => {
    const flags =
      FLAGS.present | ((given.verified ?? true) ? FLAGS.verified : 0) | (attested.length > 0 ? FLAGS.attested : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(given.counter ?? (counter += 1))
    return Buffer.concat([sha256(given.rpId ?? rpId), Buffer.from([flags]), count, attested])
  }

  return {
    id: base64url(credentialId),
    /** `navigator.credentials.create`. */
    register(options: Options, given: Deviations = {}) {
      handle = options.user.id
      const length = Buffer.alloc(2)
      length.writeUInt16BE(credentialId.length)
      const attested = Buffer.concat([
        Buffer.alloc(16),
        length,
        credentialId,
        coseKey(publicKey.export({ format: 'jwk' })),
      ])
      const authData = authenticatorData(options.rp.id, given, attested)
      const attestation = cbor(
        new Map<string, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      )
      return {
        id: base64url(credentialId),
        rawId: base64url(credentialId),
        type: 'public-key',
        authenticatorAttachment: 'platform',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', options.challenge, given),
          attestationObject: base64url(attestation),
          transports: ['internal'],
        },
      }
    },
    /** `navigator.credentials.get`. */
    answer(options: Options, given: Deviations = {}) {
      const clientDataJSON = clientData('webauthn.get', options.challenge, given)
      const authData = authenticatorData(options.rpId, given)
      const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
      return {
        id: base64url(credentialId),
        rawId: base64url(credentialId),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON,
          authenticatorData: base64url(authData),
          signature: base64url(sign('sha256', signed, privateKey)),
          userHandle: given.userHandle ?? handle,
        },
      }
    },
  }
}

/** COSE_Key of an ES256 key (RFC 9053, section 7.1). */
function coseKey({ x, y }: { x?: string; y?: string }): Buffer {
  const coordinate = (text: string) => Buffer.from(text, 'base64url')
  return cbor(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, coordinate(x!)],
      [-3, coordinate(y!)],
    ]),
  )
}

type Cbor = number | string | Buffer | Map<any, Cbor>

/** As much of RFC 8949 as authenticators need. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  const entries = [...value].flatMap(([key, entry]) => [cbor(key), cbor(entry)])
  return Buffer.concat([head(5, value.size), ...entries])
}

function head(type: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(type << 5) | length])
  if (length < 256) return Buffer.from([(type << 5) | 24, length])
  return Buffer.from([(type << 5) | 25, length >> 8, length & 0xff])
}
