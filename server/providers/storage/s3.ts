import { openAsBlob } from 'node:fs'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import pLimit from 'p-limit'
import { S3mini, type ListObject } from 's3mini'
import { checkKey, checkPrefix, isKey } from './keys'
import { s3Fetch } from './s3-fetch'
import { asStorageError, StorageError } from './storage-error'
import type { Storage, StoredObject } from './storage'
import type { S3Credentials, S3Location } from './storage-location'

/** What one request of a listing brings; the most that S3 gives. */
const PAGE = 1000
/** Files on their way at once: each takes some megabytes of buffers while it is. */
const PUTS = 4

/** Storage in a bucket of S3, or of whatever speaks its language. An object appears only when all of it has arrived. */
export function s3Storage(location: S3Location & S3Credentials): Storage {
  const { accessKeyId, secretAccessKey, region, prefix: root } = location
  const client = new S3mini({ accessKeyId, secretAccessKey, region, endpoint: bucketAddress(location), fetch: s3Fetch })
  const oneOfFew = pLimit(PUTS)
  const fullKey = (key: string) => root + checkKey(key)

  async function listPage(prefix: string, max: number, after?: string) {
    // What s3mini takes for a delimiter is a path to ask at: the bucket's own.
    const page = await asked('list', () => client.listObjectsPaged('/', root + prefix, max, after))
    if (!page) throw new StorageError('list', '404 NoSuchBucket')
    return { objects: (page.objects ?? []).map((object) => stored(object, root)), next: page.nextContinuationToken }
  }

  return {
    async put(key, path) {
      const target = fullKey(key)
      await asked('put', () => oneOfFew(async () => client.putObject(target, await openAsBlob(path))))
    },
    async stat(key) {
      checkKey(key)
      // Its own key comes before all longer ones that begin so.
      const { objects } = await listPage(key, 1)
      return objects.find((object) => object.key === key) ?? null
    },
    async read(key, range) {
      const target = fullKey(key)
      try {
        // s3mini counts to the byte after the last.
        const answer = range
          ? await client.getObjectRaw(target, false, range.start, range.end + 1)
          : await client.getObjectRaw(target)
        if (range && answer.status !== 206) throw new StorageError('read', `${answer.status} RangeIgnored`)
        return Readable.fromWeb(answer.body as ReadableStream)
      } catch (error) {
        const failure = asStorageError('read', error)
        if (failure.code === '404 NoSuchKey') return null
        throw failure
      }
    },
    async remove(key) {
      const target = fullKey(key)
      await asked('remove', () => client.deleteObject(target))
    },
    async *list(prefix) {
      checkPrefix(prefix)
      let next: string | undefined
      do {
        const page = await listPage(prefix, PAGE, next)
        yield* page.objects.filter(({ key }) => isKey(key))
        next = page.next
      } while (next)
    },
  }
}

function bucketAddress({ endpoint, bucket, isPathStyle }: S3Location): string {
  if (isPathStyle) return `${endpoint}/${bucket}`
  const { protocol, host } = new URL(endpoint)
  return `${protocol}//${bucket}.${host}`
}

function stored({ Key, Size, LastModified }: ListObject, root: string): StoredObject {
  return { key: Key.slice(root.length), sizeBytes: Size, modifiedAt: LastModified }
}

async function asked<T>(doing: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw asStorageError(doing, error)
  }
}
