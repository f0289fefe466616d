import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, open, opendir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { checkKey, checkPrefix, isKey } from './keys'
import type { Storage, StoredObject } from './storage'

/**
 * Storage in a folder. A file appears under its key only when it is whole and on the disk. What was being put when the
 * power went is listed under a key that ends in `.part`.
 */
export function folderStorage(folder: string): Storage {
  const root = resolve(folder)
  const pathOf = (key: string) => join(root, checkKey(key))
  return {
    async put(key, path) {
      const target = pathOf(key)
      await syncFile(path)
      const made = await mkdir(dirname(target), { recursive: true })
      await moveFile(path, target)
      await syncFolders(dirname(target), made === undefined ? dirname(target) : dirname(made))
    },
    async stat(key) {
      const found = await orMissing(stat(pathOf(key)))
      return found?.isFile() ? { key, sizeBytes: found.size, modifiedAt: found.mtime } : null
    },
    async read(key, range) {
      const file = await orMissing(open(pathOf(key)))
      if (!file) return null
      if (await isFile(file)) return file.createReadStream(range)
      await file.close()
      return null
    },
    async remove(key) {
      await rm(pathOf(key), { force: true })
    },
    async *list(prefix) {
      checkPrefix(prefix)
      const within = prefix.slice(0, prefix.lastIndexOf('/') + 1)
      for await (const key of keysBelow(root, within)) {
        if (!key.startsWith(prefix) || !isKey(key)) continue
        const found = await orMissing(stat(join(root, key)))
        if (found) yield { key, sizeBytes: found.size, modifiedAt: found.mtime } satisfies StoredObject
      }
    },
  }
}

async function* keysBelow(root: string, within: string): AsyncGenerator<string> {
  const entries = await orMissing(opendir(join(root, within)))
  if (!entries) return
  for await (const entry of entries) {
    if (entry.isDirectory()) yield* keysBelow(root, `${within}${entry.name}/`)
    else if (entry.isFile()) yield within + entry.name
  }
}

async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error
    await copyAcross(from, to)
  }
}

/** From another file system, whole or not at all too. */
async function copyAcross(from: string, to: string): Promise<void> {
  const temporary = `${to}.${randomUUID()}.part`
  try {
    await copyFile(from, temporary)
    await syncFile(temporary)
    await rename(temporary, to)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await rm(from, { force: true })
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A new name is durable with the folder that holds it (fsync(2)), and a new folder with the one above. */
async function syncFolders(lowest: string, highest: string): Promise<void> {
  await syncFile(lowest)
  if (lowest !== highest) await syncFolders(dirname(lowest), highest)
}

async function isFile(file: FileHandle): Promise<boolean> {
  return (await file.stat()).isFile()
}

/** null for what is not there, or has a file where its folder would be. */
async function orMissing<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null
    throw error
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code
