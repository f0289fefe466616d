import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/**
 * What the `Authorization` of a request must be by Signature Version 4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html), from what arrived and the secret.
 */
export function signLikeAws(request: IncomingMessage, secret: string): string {
  const given = request.headers.authorization ?? ''
  const [, keyId, scope, names] = /Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+)/.exec(given) ?? []
  const [day, region, service] = scope!.split('/')
  const [path, query = ''] = request.url!.split('?')
  const headers = names!.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const payload = String(request.headers['x-amz-content-sha256'])
  const canonical = [request.method, path, query.split('&').sort().join('&'), headers.join(''), names, payload].join(
    '\n',
  )
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const key = [day!, region!, service!, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  const signature = hmac(key, text).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
}
