/** What a key, a person or an operation may touch; one list for all three. */
export const PERMISSION_AREAS = [
  'messages',
  'files',
  'communication',
  'contacts',
  'campaigns',
  'numbers',
  'agents',
  'conversations',
  'integrations',
  'settings',
  'users',
  'keys',
  'logs',
  'billing',
] as const

const ACTIONS = { communication: ['read', 'send'] } as const

export type PermissionArea = (typeof PERMISSION_AREAS)[number]
export type Permission =
  `${Exclude<PermissionArea, 'communication'>}:${'read' | 'write'}` | `communication:${'read' | 'send'}`

/** Every permission there is. */
export const PERMISSIONS: readonly Permission[] = PERMISSION_AREAS.flatMap((area) =>
  (area === 'communication' ? ACTIONS.communication : ['read', 'write']).map((action) => `${area}:${action}`),
) as Permission[]

/** Every permission that changes nothing. */
export const READ_PERMISSIONS = PERMISSIONS.filter((permission) => permission.endsWith(':read'))
