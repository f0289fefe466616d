/** What is sent to somebody who asks for stored bytes. */
export interface ServedFile {
  /** In the storage. */
  key: string
  sizeBytes: number
  /** A strong one without its quotes: what it names has these bytes for ever. */
  etag: string
  /** When its bytes were stored. */
  modifiedAt: Date
  contentType: string
  /** Absent: as whoever gets it likes. */
  disposition?: { type: 'inline' | 'attachment'; filename: string }
  cacheControl: string
}
