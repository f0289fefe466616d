import { hash, verify } from '@node-rs/bcrypt'
import { randomInt } from 'node:crypto'
import type { InputOf } from '#shared/contracts/contract'
import type { createUser as CreateUser } from '#shared/contracts/users'
import type { App } from '../../context/app'
import type { TenantContext } from '../../context/tenant-context'

/** 2 ^ 12 rounds: a third of a second on a small server, on a thread of its own. */
const BCRYPT_COST = 12

/** Without the letters and digits that are mistaken for each other when they are read out. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP_LENGTH = 4

/** In place of a hash: the person comes through a host or an identity provider, and no password is right. */
export const NO_PASSWORD = '!'

export interface HashedPassword {
  hash: string
  /** In clear, where it was made here; null where a person chose it. */
  temporary: string | null
}

/** @param password at most 72 bytes of UTF-8, which the contracts see to */
export const hashPassword = (password: string): Promise<string> => hash(password, BCRYPT_COST)

/**
 * Whether a password is the hashed one. What is longer than any password can be is wrong without being looked at.
 *
 * @throws AppError RATE_LIMITED while too many others are compared
 */
export async function isPassword(app: App, password: string, passwordHash: string): Promise<boolean> {
  return Buffer.byteLength(password) <= 72 && app.passwordQueue.run(() => verify(password, passwordHash))
}

/** Hashes what the caller chose, or makes a password: before the transaction, which must not wait for either. */
export async function hashGivenPassword(
  _ctx: TenantContext,
  { body }: InputOf<typeof CreateUser>,
): Promise<HashedPassword> {
  if (body.password === undefined) return hashTemporaryPassword()
  return { hash: await hashPassword(body.password), temporary: null }
}

/** A password that can be read out over the telephone: four groups of four, 79 bits. */
export async function hashTemporaryPassword(): Promise<HashedPassword> {
  const letters = (count: number) => Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  const temporary = Array.from({ length: GROUPS }, () => letters(GROUP_LENGTH)).join('-')
  return { hash: await hashPassword(temporary), temporary }
}
