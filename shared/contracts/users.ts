import { z } from 'zod'
import { Instant, Paging, RowId } from '../schemas/primitives.ts'
import { NOT_EMPTY } from '../schemas/words.ts'
import { defineContract } from './contract.ts'
import { PERMISSIONS } from './permissions.ts'

const Id = z.object({ id: RowId })

/** Compared, and kept, in small letters. */
export const Username = z
  .string()
  .regex(/^[A-Za-z0-9._@-]{2,64}$/, 'must be 2 to 64 of A-Z, a-z, 0-9, dot, _, @ and -')
  .toLowerCase()

/** bcrypt reads 72 bytes and silently ignores the rest, so that two long passwords could be the same one. */
const MAX_PASSWORD_BYTES = 72

/** A password that somebody chooses. */
export const NewPassword = z
  .string()
  .min(8, 'must have at least 8 characters')
  .refine(
    (text) => new TextEncoder().encode(text).length <= MAX_PASSWORD_BYTES,
    `is longer than ${MAX_PASSWORD_BYTES} bytes in UTF-8, and what is beyond them would not count: choose a shorter one`,
  )

const writable = {
  username: Username,
  display_name: z.string().trim().min(1, NOT_EMPTY).max(100),
  email: z.email('must be an address such as ann@example.com').max(254).nullable(),
  /** The `sub` of an outside identity provider's tokens, which then act as this person. */
  external_subject: z.string().trim().min(1).max(255).nullable(),
  permissions: z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length),
  /** Has every permission, whatever `permissions` says. */
  is_admin: z.boolean(),
}

export const User = z.object({
  id: z.number().int(),
  ...writable,
  username: z.string(),
  email: z.string().nullable(),
  permissions: z.array(z.string()),
  is_active: z.boolean(),
  last_login_at: Instant.nullable(),
  must_change_password: z.boolean(),
  second_factor: z.object({ totp: z.boolean(), passkeys: z.number().int() }),
  created_at: Instant,
  updated_at: Instant,
})

export const listUsers = defineContract({
  id: 'users.list',
  method: 'GET',
  path: '/api/users',
  summary: 'The tenant’s people, by name',
  access: { tenant: 'users:read' },
  query: z.strictObject({
    ...Paging,
    /** Looked for in user name, shown name and address. */
    q: z.string().max(200).optional(),
    is_active: z.stringbool().optional(),
  }),
  data: User,
  collection: 'users',
  message: 'Users retrieved successfully',
})

export const createUser = defineContract({
  id: 'users.create',
  method: 'POST',
  path: '/api/users',
  summary: 'Adds a person; without a password, one for the first sign-in is made and shown, once',
  access: { tenant: 'users:write' },
  body: z.strictObject({
    ...writable,
    email: writable.email.optional(),
    external_subject: writable.external_subject.optional(),
    permissions: writable.permissions.default([]),
    is_admin: writable.is_admin.default(false),
    password: NewPassword.optional(),
  }),
  /** null where the password was given. */
  data: User.extend({ temporary_password: z.string().nullable() }),
  message: 'User created',
  creates: true,
  idempotency: 'transaction',
  secret: true,
})

export const getUser = defineContract({
  id: 'users.get',
  method: 'GET',
  path: '/api/users/{id}',
  summary: 'One person',
  access: { tenant: 'users:read' },
  params: Id,
  data: User,
  message: 'User retrieved successfully',
})

export const updateUser = defineContract({
  id: 'users.update',
  method: 'PUT',
  path: '/api/users/{id}',
  summary: 'Changes the fields given; nobody can give more than they have',
  access: { tenant: 'users:write' },
  params: Id,
  body: z.strictObject({ ...writable, is_active: z.boolean() }).partial(),
  readOnly: ['id', 'last_login_at', 'must_change_password', 'second_factor', 'created_at', 'updated_at'],
  data: User,
  message: 'User updated successfully',
})

export const removeUser = defineContract({
  id: 'users.remove',
  method: 'DELETE',
  path: '/api/users/{id}',
  summary: 'Deactivates a person and ends their sessions at once; what they did stays in the logs',
  access: { tenant: 'users:write' },
  params: Id,
  data: z.object({ deleted: z.literal(true) }),
  message: 'User deactivated',
})

export const resetPassword = defineContract({
  id: 'users.reset-password',
  method: 'POST',
  path: '/api/users/{id}/reset-password',
  summary:
    'Makes a new password, shown this once, and ends the person’s sessions; they choose another when they sign in',
  access: { tenant: 'users:write' },
  params: Id,
  body: z.strictObject({}),
  data: User.extend({ temporary_password: z.string() }),
  message: 'Password reset: the new one is shown this once',
  idempotency: 'transaction',
  secret: true,
})

export const resetSecondFactor = defineContract({
  id: 'users.reset-second-factor',
  method: 'POST',
  path: '/api/users/{id}/reset-second-factor',
  summary: 'Takes a person’s authenticator and passkeys away, for whoever lost them, and ends their sessions',
  access: { tenant: 'users:write' },
  params: Id,
  body: z.strictObject({}),
  data: User,
  message: 'Second factor reset',
})
