import { takenColumns } from '../../db/unique-violation'
import { AppError } from '../../errors'

/**
 * Runs a change of `users`, and says in words which name is somebody else's.
 *
 * @throws AppError CONFLICT naming the field
 */
export async function refuseTakenName<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (cause) {
    const columns = takenColumns(cause)
    if (columns?.includes('users.username'))
      throw new AppError(
        'CONFLICT',
        'Another user has this user name: choose another',
        { field: 'username' },
        { cause },
      )
    if (columns?.includes('users.external_subject')) {
      const message = 'Another user is tied to this subject: take it away there first'
      throw new AppError('CONFLICT', message, { field: 'external_subject' }, { cause })
    }
    throw cause
  }
}
