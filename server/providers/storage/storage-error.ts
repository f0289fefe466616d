import { S3ServiceError } from 's3mini'

/**
 * What a storage on the network refused, or could not be asked. Everything in it may be logged: the answers themselves
 * repeat what was signed, and the cause of a failed connection its address.
 */
export class StorageError extends Error {
  /** The status and S3's own code, `403 AccessDenied`; of a connection the system's, `ECONNREFUSED`. */
  readonly code: string

  /** @param doing which of the storage's verbs failed */
  constructor(doing: string, code: string) {
    super(`The storage failed at: ${doing}`)
    this.name = 'StorageError'
    this.code = code
  }
}

/** Of anything that an S3 client throws. */
export function asStorageError(doing: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error
  if (error instanceof S3ServiceError) return new StorageError(doing, `${error.status} ${serviceCode(error)}`)
  const { name, code, cause } = error as Error & { code?: unknown; cause?: { code?: unknown } }
  const texts = [code, cause?.code, name].filter((text) => typeof text === 'string')
  return new StorageError(doing, texts[0] ?? 'Unknown')
}

/** s3mini reads the code only under one exact content type. */
function serviceCode({ serviceCode: code, body }: S3ServiceError): string {
  if (code && code !== 'Unknown') return code
  return /<Code>(\w{1,64})<\/Code>/.exec(body ?? '')?.[1] ?? 'Unknown'
}
