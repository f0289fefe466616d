/** A secret that a test gave to the product, or got from it once. */
export interface Planted {
  secret: string
  /** The field or header that it stood in. */
  name: string
  /** `POST /api/keys`: the operation whose answer gave it, and may give it again; null for one that a test gave. */
  from: string | null
}

/** Fields whose values are nobody's business, in this API's names, Twilio's and the camelCase ones. */
const SECRET_FIELD = /^(ticket|pending|api_?key)$|(token|secret|password)$/i
/** Variables of the environment that hold one, or several. */
const SECRET_VARIABLE = /_(KEYS?|TOKEN|SECRETS?)$/
/** Too short to be looked for: it would be found by chance. */
const SHORTEST = 12
/** A mask, or prose; a password may be a sentence. */
const isProse = (value: string, name: string) => /\*{4}/.test(value) || (/\s/.test(value) && !/password$/i.test(name))

/** No secret lies deeper; bodies that nest without end are among what tests send. */
const DEEPEST = 20

/** Everything in a JSON value that stands in a secret's field. */
export function* secretsIn(value: unknown, from: string | null, depth = 0): Generator<Planted> {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && SECRET_FIELD.test(name)) {
      if (isSecret(inner, name)) yield { secret: inner, name, from }
    } else {
      yield* secretsIn(inner, from, depth + 1)
    }
  }
}

/** Everything in an environment that nobody may read; of `id:key` pairs the keys. */
export function secretsOf(environment: Record<string, string>): Planted[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    SECRET_VARIABLE.test(name)
      ? value.split(',').map((each) => ({ secret: each.replace(/^\w+:/, ''), name, from: null }))
      : [],
  )
}

export const isSecret = (value: string, name: string): boolean => value.length >= SHORTEST && !isProse(value, name)

/** A secret in each dress that a careless program would leave it in. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  // base64 of a text that holds it: three ways to lie in groups of three bytes, without the edges that others share.
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    return encoded.slice(shift === 0 ? 0 : shift + 1, -2)
  })
  const urlSafe = base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_'))
  const quoted = JSON.stringify(secret).slice(1, -1)
  return [...new Set([secret, quoted, encodeURIComponent(secret), bytes.toString('hex'), ...base64, ...urlSafe])]
}
