import type { TenantContext } from '../../context/tenant-context'
import type { UserRow } from '../../db/system-db'
import { AppError } from '../../errors'

export interface Person {
  user: UserRow
  sessionId: string
}

/** The person whose session calls. @throws AppError NOT_FOUND where a key or a token calls for itself */
export function signedInPerson({ session }: TenantContext): Person {
  if (!session?.user) throw new AppError('NOT_FOUND', 'There is no person here: sign in with a user name and password')
  return { user: session.user, sessionId: session.row.id }
}

/**
 * The same for what lets a person in. A host's word opens a session within a key's rights; a password or a passkey set
 * from there would open one without that limit.
 *
 * @throws AppError NOT_FOUND; PERMISSION_DENIED in a session that a host opened
 */
export function ownAccount(ctx: TenantContext): Person {
  const person = signedInPerson(ctx)
  if (ctx.session?.row.kind === 'embed') {
    throw new AppError('PERMISSION_DENIED', 'Your application signs you in: sign in here yourself to change how')
  }
  return person
}
