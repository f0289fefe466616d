import type { Readable } from 'node:stream'

/** What lies in a storage. */
export interface StoredObject {
  key: string
  sizeBytes: number
  modifiedAt: Date
}

/** A part of an object, both ends within. */
export interface ByteRange {
  start: number
  end: number
}

/** Where files lie. Keys are ours, `tenant/kind/name`; nothing that a user typed is ever a part of one. */
export interface Storage {
  /**
   * Puts a file of this machine there under a key, whole or not at all. When it resolves, the object survives a power
   * loss, and the file may be gone from where it was.
   *
   * @param path where it lies now, closed and whole
   */
  put(key: string, path: string): Promise<void>
  /** null when there is no such object. */
  stat(key: string): Promise<StoredObject | null>
  /** The bytes, or a range of them, as they are asked for; null when there is no such object. */
  read(key: string, range?: ByteRange): Promise<Readable | null>
  /** What is not there is removed already. */
  remove(key: string): Promise<void>
  /** Everything of ours whose key begins so, in no particular order. */
  list(prefix: string): AsyncIterable<StoredObject>
}
