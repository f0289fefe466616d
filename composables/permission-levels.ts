import {
  PERMISSION_AREAS,
  PERMISSIONS,
  READ_PERMISSIONS,
  type Permission,
  type PermissionArea,
} from '#shared/contracts/permissions'

/** How far somebody may go in an area: `write` includes reading. */
export type Level = 'none' | 'read' | 'write'

export const LEVELS: readonly Level[] = ['none', 'read', 'write']

/** Rights that go together often enough to have a name. */
export type Preset = 'everything' | 'operator' | 'readOnly'

const OPERATOR_AREAS: readonly PermissionArea[] = ['messages', 'files', 'communication', 'contacts', 'campaigns', 'conversations'] // prettier-ignore
const OPERATOR = PERMISSIONS.filter(
  (permission) =>
    isOf(permission, ...OPERATOR_AREAS) || ['logs:read', 'billing:read', 'numbers:read'].includes(permission),
)

export const PRESETS: Readonly<Record<Preset, readonly Permission[]>> = {
  everything: PERMISSIONS,
  operator: OPERATOR,
  readOnly: READ_PERMISSIONS,
}

export function levelOf(permissions: readonly string[], area: PermissionArea): Level {
  const held = permissions.filter((permission) => isOf(permission, area))
  if (held.some((permission) => !permission.endsWith(':read'))) return 'write'
  return held.length > 0 ? 'read' : 'none'
}

/** The permissions with one area set anew; the others stay as they are. */
export function withLevel(permissions: readonly string[], area: PermissionArea, level: Level): Permission[] {
  const wanted = new Set(permissions.filter((permission) => !isOf(permission, area)))
  for (const permission of permissionsOf(area, level)) wanted.add(permission)
  return PERMISSIONS.filter((permission) => wanted.has(permission))
}

/** What a level of an area stands for. */
export function permissionsOf(area: PermissionArea, level: Level): Permission[] {
  if (level === 'none') return []
  return PERMISSIONS.filter(
    (permission) => isOf(permission, area) && (level === 'write' || permission.endsWith(':read')),
  )
}

/** The preset that these permissions are; null for a choice of one's own. */
export function presetOf(permissions: readonly string[]): Preset | null {
  const same = (preset: Preset) =>
    PRESETS[preset].length === permissions.length && PRESETS[preset].every((each) => permissions.includes(each))
  return (Object.keys(PRESETS) as Preset[]).find(same) ?? null
}

/** Areas by level, for saying rights in words. */
export function areasAt(permissions: readonly string[], level: Level): PermissionArea[] {
  return PERMISSION_AREAS.filter((area) => levelOf(permissions, area) === level)
}

function isOf(permission: string, ...areas: readonly PermissionArea[]): boolean {
  return areas.some((area) => permission.startsWith(`${area}:`))
}
