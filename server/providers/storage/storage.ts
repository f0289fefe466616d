/** Where files lie. Keys are ours, `tenant/name`; nothing that a user typed is ever a path. */
export interface Storage {
  write(key: string, bytes: Buffer): Promise<{ key: string; sizeBytes: number }>
  /** null when there is no such object. */
  read(key: string): Promise<Buffer | null>
}
