import { and, eq } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type { removeUser as RemoveUser, updateUser as UpdateUser } from '#shared/contracts/users'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { refuseChangedReadOnly } from '../read-only'
import { endSessionsOf } from './end-sessions'
import { refuseMoreThanHeld } from './held-permissions'
import { refuseTakenName } from './taken-name'
import { findUser, readUserForm, type UserForm, type UserRow } from './users'
import { hasOtherAdmin } from './users.queries'

type Changes = InputOf<typeof UpdateUser>['body']

/**
 * Changes the fields given; a person who is deactivated is signed out.
 *
 * @throws AppError NOT_FOUND; PERMISSION_DENIED over what the caller holds; CONFLICT for a taken name, for the last
 *   administrator, and for whoever would shut themselves out
 */
export async function updateUser(
  ctx: TenantContext,
  { params, body, readOnly }: InputOf<typeof UpdateUser>,
): Promise<UserForm> {
  return refuseTakenName(() => changeUser(ctx, 'users.update', params.id, body, readOnly))
}

/** Deactivates. @throws AppError NOT_FOUND, PERMISSION_DENIED, CONFLICT as `updateUser` */
export async function removeUser(
  ctx: TenantContext,
  { params }: InputOf<typeof RemoveUser>,
): Promise<{ deleted: true }> {
  await changeUser(ctx, 'users.remove', params.id, { is_active: false }, {})
  return { deleted: true }
}

async function changeUser(
  ctx: TenantContext,
  operation: string,
  id: number,
  changes: Changes,
  readOnly: Record<string, unknown>,
): Promise<UserForm> {
  return ctx.db.transaction(async (tx) => {
    const old = await findUser(tx, id)
    const before = await readUserForm(tx, old)
    refuseChangedReadOnly(before, readOnly)
    const wanted = {
      isAdmin: changes.is_admin ?? old.isAdmin,
      permissions: changes.permissions ?? old.permissions,
      isActive: changes.is_active ?? old.isActive,
    }
    refuseMoreThanHeld(ctx, old, wanted)
    const isLess = old.isActive && (!wanted.isActive || (old.isAdmin && !wanted.isAdmin))
    if (isLess) refuseOneself(ctx, id)
    const row = await write(ctx, tx, old, changes, isLess && old.isAdmin)
    if (old.isActive && !row.isActive) await endSessionsOf(ctx, tx, id)
    const after = await readUserForm(tx, row)
    await recordAudit(ctx, tx, { operation, entity: 'user', entityId: id, before, after })
    return after
  })
}

async function write(
  ctx: TenantContext,
  tx: TenantDb,
  { id }: UserRow,
  changes: Changes,
  leavesAdmins: boolean,
): Promise<UserRow> {
  const [row] = await tx.update(
    users,
    {
      ...(changes.username !== undefined && { username: changes.username }),
      ...(changes.display_name !== undefined && { displayName: changes.display_name }),
      ...(changes.email !== undefined && { email: changes.email }),
      ...(changes.external_subject !== undefined && { externalSubject: changes.external_subject }),
      ...(changes.permissions !== undefined && { permissions: changes.permissions }),
      ...(changes.is_admin !== undefined && { isAdmin: changes.is_admin }),
      ...(changes.is_active !== undefined && { isActive: changes.is_active }),
      updatedAt: nowText(ctx),
    },
    and(eq(users.id, id), leavesAdmins ? hasOtherAdmin(ctx.tenant.id, id) : undefined),
  )
  if (!row) throw new AppError('CONFLICT', 'This is the last active administrator: make another one first')
  return row
}

function refuseOneself({ principal }: TenantContext, id: number): void {
  if (principal.kind !== 'user' || principal.actorId !== String(id)) return
  throw new AppError('CONFLICT', 'You cannot take your own access away: ask another administrator')
}
