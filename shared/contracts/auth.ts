import { z } from 'zod'
import { Instant, RowId, TenantId } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'
import { PERMISSIONS } from './permissions.ts'

/** Who is signed in, for which tenant, and what pages need to know before anything else. */
export const Session = z.object({
  id: z.string(),
  kind: z.enum(['password', 'passkey', 'api_key', 'embed']),
  /** `enrolment`: a second factor must be set up, and nothing else is allowed until then. */
  stage: z.enum(['full', 'enrolment']),
  tenant: z.object({
    id: z.string(),
    name: z.string(),
    timezone: z.string(),
    locale: z.string(),
    currency: z.string(),
    from_number: z.string().nullable(),
    /** `name` is the product's where the tenant has none of its own; `accent_colour` null: the product's. */
    brand: z.object({
      name: z.string(),
      accent_colour: z.string().nullable(),
      logo_url: z.string().nullable(),
    }),
    /** Whose pages may frame these and exchange messages with them. */
    allowed_origins: z.array(z.string()),
  }),
  /** `id` and `username` are null where a key's session acts for itself. */
  user: z.object({ id: z.number().int().nullable(), username: z.string().nullable(), display_name: z.string() }),
  permissions: z.array(z.enum(PERMISSIONS)),
  is_test: z.boolean(),
  /** Who acts, and whether for real: a page sends it back as `X-Acts-As`, and goes on only as the same. */
  acts_as: z.string(),
  /** Nothing is allowed but choosing another password. */
  must_change_password: z.boolean(),
  expires_at: Instant,
})

export const SignedIn = z.object({
  status: z.literal('signed_in'),
  session: Session,
  /** The session's token, where `bearer` asked for it: for frames in which cookies do not come back. */
  token: z.string().optional(),
})

/** What ends a sign-in, or what it still needs. */
export const SignInResult = z.discriminatedUnion('status', [
  SignedIn,
  z.object({
    status: z.literal('second_factor'),
    challenge: z.string(),
    methods: z.array(z.enum(['totp', 'passkey'])),
  }),
])

export const login = defineContract({
  id: 'auth.login',
  method: 'POST',
  path: '/api/auth/login',
  summary: 'Signs a person in: 5 failures in 5 minutes lock this name of this tenant',
  access: 'public',
  body: z.strictObject({
    tenant_id: TenantId,
    username: z.string().trim().min(1).max(100).toLowerCase(),
    password: z.string().min(1).max(1000),
    bearer: z.boolean().default(false),
  }),
  data: SignInResult,
  message: 'Signed in',
})

export const logout = defineContract({
  id: 'auth.logout',
  method: 'POST',
  path: '/api/auth/logout',
  summary: "Ends the caller's session at once",
  access: { tenant: 'any' },
  body: z.strictObject({}),
  data: z.object({ signed_out: z.literal(true) }),
  message: 'Signed out',
})

export const getSession = defineContract({
  id: 'auth.session',
  method: 'GET',
  path: '/api/auth/session',
  summary: "The caller's session: who, for which tenant, what is allowed, until when",
  access: { tenant: 'any' },
  data: Session,
  message: 'Session retrieved successfully',
})

export const createTicket = defineContract({
  id: 'auth.ticket',
  method: 'POST',
  path: '/api/auth/tickets',
  summary: 'A ticket for one GET of one path within 60 seconds, as `?ticket=`, where headers cannot be sent',
  access: { tenant: 'any' },
  body: z.strictObject({
    path: z
      .string()
      .max(500)
      .regex(/^\/(?:api|v1)\/[^?#\s]+$/, 'must be a path below /api or /v1, without a query'),
  }),
  data: z.object({ ticket: z.string(), expires_at: Instant }),
  message: 'Ticket created',
})

export const embed = defineContract({
  id: 'auth.embed',
  method: 'POST',
  path: '/api/auth/embed',
  summary: 'An address that opens the admin pages once within 2 minutes, for a key or for a person behind it',
  access: { tenant: 'any' },
  body: z.strictObject({
    user: z
      .strictObject({
        external_id: z.string().trim().min(1).max(200),
        display_name: z.string().trim().min(1).max(100),
        permissions: z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length),
      })
      .optional(),
  }),
  data: z.object({ token: z.string(), url: z.string(), expires_at: Instant }),
  message: 'Embed token created: it works once',
  creates: true,
})

export const exchange = defineContract({
  id: 'auth.exchange',
  method: 'POST',
  path: '/api/auth/exchange',
  summary: 'Turns an embed token into a session, for a frame that goes on without loading anew',
  access: 'public',
  body: z.strictObject({
    embed: z.string().min(1).max(200),
    bearer: z.boolean().default(false),
    /** Whose page goes on, null for a key's: a token for anybody else is refused and stays unused. */
    user_id: RowId.nullable().optional(),
  }),
  data: SignedIn,
  message: 'Signed in',
})
