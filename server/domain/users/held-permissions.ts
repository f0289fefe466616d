import { PERMISSIONS, type Permission } from '#shared/contracts/permissions'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'

interface Holder {
  isAdmin: boolean
  permissions: string[]
}

/** What a person may do: everything as an administrator, else what is listed. */
export function permissionsOfUser(user: Holder): readonly Permission[] {
  return user.isAdmin ? PERMISSIONS : PERMISSIONS.filter((permission) => user.permissions.includes(permission))
}

/**
 * Whoever sets a person up could then act as that person, so nobody reaches over what they hold themselves. Who holds
 * every permission is the equal of an administrator.
 *
 * @param people the person as they are and as they would be
 * @throws AppError PERMISSION_DENIED with the permissions `beyond` the caller's
 */
export function refuseMoreThanHeld({ principal }: TenantContext, ...people: Holder[]): void {
  if (principal.isTest)
    throw new AppError('PERMISSION_DENIED', 'A test key cannot change people, who send for real: use a live key')
  const beyond = PERMISSIONS.filter(
    (permission) =>
      !principal.permissions.has(permission) && people.some((each) => permissionsOfUser(each).includes(permission)),
  )
  if (beyond.length === 0) return
  const message = 'This person has, or would have, permissions that you do not have: ask an administrator'
  throw new AppError('PERMISSION_DENIED', message, { beyond })
}
