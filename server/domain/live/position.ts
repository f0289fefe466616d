/** The last row of each log that a reader has been told of. */
export interface Position {
  communication: number
  failure: number
  audit: number
}

export type NewsKind = keyof Position

/** As the id of an event: `12.3.45`. */
export const writePosition = ({ communication, failure, audit }: Position): string =>
  `${communication}.${failure}.${audit}`

/** @returns null for what is no such id */
export function readPosition(text: string): Position | null {
  const [, communication, failure, audit] = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(text) ?? []
  if (!communication || !failure || !audit) return null
  return { communication: Number(communication), failure: Number(failure), audit: Number(audit) }
}
