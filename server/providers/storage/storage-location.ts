import { isLoopback } from '../../context/loopback.ts'

export interface FolderLocation {
  kind: 'folder'
  path: string
}

export interface S3Location {
  kind: 's3'
  bucket: string
  /** Before every key; empty, or ends in a slash. */
  prefix: string
  /** An origin. */
  endpoint: string
  region: string
  /** The bucket stands in the path and not in the host name. */
  isPathStyle: boolean
}

export interface S3Credentials {
  accessKeyId: string
  secretAccessKey: string
}

const PARAMETERS = ['endpoint', 'region', 'path_style']

/**
 * Reads `file:PATH` or `s3://bucket[/prefix]?endpoint=…&region=…&path_style=true`.
 *
 * @throws Error whose message says what is wrong and shows no part of the address, which may hold a secret
 */
export function readStorageUrl(text: string): FolderLocation | S3Location {
  if (/^file:./.test(text)) return { kind: 'folder', path: text.slice('file:'.length) }
  const url = URL.parse(text)
  if (url?.protocol !== 's3:') throw new Error('must be file:PATH or s3://bucket')
  if (url.username || url.password) throw new Error('credentials belong in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.host)) throw new Error('the bucket is not the name of one')
  if (![...url.searchParams.keys()].every((name) => PARAMETERS.includes(name))) {
    throw new Error(`takes the parameters ${PARAMETERS.join(', ')} only`)
  }
  const prefix = url.pathname.split('/').filter(Boolean).join('/')
  if (!/^[\w./-]*$/.test(prefix)) throw new Error('the prefix has letters, digits, dots, dashes and slashes')
  const region = url.searchParams.get('region') ?? 'us-east-1'
  const pathStyle = url.searchParams.get('path_style') ?? 'false'
  if (!['true', 'false'].includes(pathStyle)) throw new Error('path_style is true or false')
  return {
    kind: 's3',
    bucket: url.host,
    prefix: prefix && `${prefix}/`,
    endpoint: readEndpoint(url.searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`),
    region,
    isPathStyle: pathStyle === 'true',
  }
}

function readEndpoint(text: string): string {
  const url = URL.parse(text)
  const isSecret = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (!url || !isSecret) throw new Error('endpoint must be https, or a loopback address')
  if (text.replace(/\/$/, '') !== url.origin) throw new Error('endpoint must be an origin, without a path')
  return url.origin
}
