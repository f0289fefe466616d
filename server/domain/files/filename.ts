import { FILE_TYPES, MAX_FILENAME, type FileType } from '#shared/files/file-kinds'
import { invalid } from '../../errors'

/** Endings that say nothing more than what the content says better. */
const ENDINGS: readonly string[] = [...FILE_TYPES, 'wave', 'mpga', 'mp4', 'm4b']

/**
 * A file's name as it is kept: whatever its owner calls it, with the ending of what it is. Composed characters are one
 * (NFC), so that a name typed on another system is the same name; halves of characters, which no address can hold, are
 * replaced. Nothing else is changed or cut: the name is text, and never a part of a path.
 *
 * @throws AppError VALIDATION_ERROR when nothing is left before the ending, or for more than MAX_FILENAME characters
 */
export function nameFile(given: string, fileType: FileType): { filename: string; name: string } {
  const text = given.toWellFormed().normalize('NFC')
  const [, base = '', ending = ''] = /^(.*)\.([^.]*)$/su.exec(text) ?? []
  const name = ENDINGS.includes(ending.toLowerCase()) ? base : text
  if (name.trim() === '') throw invalid('filename', 'must be a name')
  if (name.length > MAX_FILENAME) throw invalid('filename', `must have ${MAX_FILENAME} characters at most`)
  return { filename: `${name}.${fileType}`, name }
}

/** The first of `name-2`, `name-3` … that is not taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let number = 2
  while (taken.has(`${name}-${number}`)) number++
  return `${name}-${number}`
}
