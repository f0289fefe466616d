import { createHmac } from 'node:crypto'

export const JWT_SECRET = 'demo-supabase-jwt-secret-0123456789abcdef'
/** The subject that acme-corp's administrator is tied to. */
export const ADMIN_SUBJECT = '00000000-0000-4000-8000-000000000001'
const STRANGER = '00000000-0000-4000-8000-000000000099'

export const base64url = (value: object | Buffer) =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url')

export const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

export const claimsOf = (more: object) => ({
  sub: STRANGER,
  aud: 'authenticated',
  role: 'authenticated',
  exp: inSeconds(3600),
  iat: inSeconds(0),
  ...more,
})

/** Made by hand, so that a token can also be wrong in ways that no library would make it. */
export function token(more: object, secret = JWT_SECRET, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const signed = `${base64url(header)}.${base64url(claimsOf(more))}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** How the person of a tenant who is tied to this subject calls. */
export const asSubject = (sub: string, tenantId = 'acme-corp') => ({
  key: null,
  headers: { authorization: `Bearer ${token({ sub, user_metadata: { tenant_id: tenantId } })}` },
})
