import { PERMISSIONS, type Permission } from '#shared/contracts/permissions'
import type { Principal } from '../../context/principal'
import type { CallerSession } from '../../context/tenant-context'
import type { ApiKeyRow, UserRow } from '../../db/system-db'
import { permissionsOfUser } from '../users/held-permissions'

/** A key that acts for itself. */
export function principalOfKey(key: ApiKeyRow): Principal {
  return {
    kind: 'api_key',
    tenantId: key.tenantId,
    actorId: key.id,
    actorName: `${key.name} (…${key.lastFour})`,
    permissions: new Set(permissionsOfKey(key)),
    isTest: key.mode === 'test',
  }
}

/** A person of the tenant. */
export function principalOfUser(user: UserRow): Principal {
  return {
    kind: 'user',
    tenantId: user.tenantId,
    actorId: String(user.id),
    actorName: user.displayName,
    permissions: new Set(permissionsOfUser(user)),
    isTest: false,
  }
}

/**
 * Whoever a session acts as: its person, within the key where a host signed the person in; else its key. Nobody while
 * a second factor or another password has still to be set up: then nothing is permitted.
 */
export function principalOfSession({ row, user, key }: CallerSession): Principal {
  if (!user) {
    if (!key) throw new Error('A session belongs to a person or to a key')
    return principalOfKey(key)
  }
  const principal = principalOfUser(user)
  if (row.stage === 'enrolment' || user.mustChangePassword) return { ...principal, permissions: new Set() }
  if (!key) return principal
  const ceiling = new Set(permissionsOfKey(key))
  const permissions = new Set([...principal.permissions].filter((permission) => ceiling.has(permission)))
  return { ...principal, permissions, isTest: key.mode === 'test' }
}

/** The same in a word, for a page to compare: the person or the key, and whether it is a test. */
export function actsAs({ user, key }: CallerSession): string {
  return `${user ? `user/${user.id}` : `key/${key?.id}`}${key?.mode === 'test' ? '/test' : ''}`
}

function permissionsOfKey(key: ApiKeyRow): readonly Permission[] {
  return PERMISSIONS.filter((permission) => key.permissions.includes(permission))
}
