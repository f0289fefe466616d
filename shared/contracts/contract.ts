import type { z } from 'zod'
import type { Permission } from './permissions.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * One operation, said once. The handler's types, the validation of both directions, the browser's client, the forms
 * and OpenAPI all come from it.
 */
export interface Contract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Data extends z.ZodType = z.ZodType,
> {
  /** Unique, `area.verb`: names the operation in logs, the audit trail and OpenAPI. */
  id: string
  method: Method
  /** The `/api` path, with parameters in braces; `/v1` follows from it. */
  path: string
  summary: string
  /** Who may call: a tenant's principal with this permission, the platform's administrator, or anybody. */
  access: { tenant: Permission } | { tenant: 'any' } | 'platform' | 'public'
  params?: Params
  query?: Query
  body?: Body
  /** Other documented names of a body field: `{ to: ['to_number'] }`. The first name is what comes back. */
  aliases?: Readonly<Record<string, readonly string[]>>
  /** Body fields that GET gives and nobody may change: taken back unchanged. */
  readOnly?: readonly string[]
  /** The shape of `data`; of one item where `collection` is set. */
  data: Data
  /** Set for lists: the name of the array in `/v1`. */
  collection?: string
  /** Said on success. */
  message: string
  /** Answers 201 under `/v1`. */
  creates?: boolean
  /**
   * How an `Idempotency-Key` is kept: in one transaction with the whole operation, or as a record around an operation
   * that asks a provider in its middle. Absent: the key has no meaning here.
   */
  idempotency?: 'transaction' | 'ledger'
  /** The answer holds a secret that is shown once: what is kept for an `Idempotency-Key` is sealed. */
  secret?: boolean
  /** A type of text taken instead of JSON, handed to the operation as it is. */
  acceptsText?: 'text/csv'
  /**
   * The body is no JSON: `multipart/form-data` with one part `file` beside the fields of `body`, or bytes as they are.
   * Either is written to a file while it comes, never whole in memory.
   */
  receives?: 'form' | 'bytes'
  /** Set where the answer is not JSON in an envelope. */
  produces?: string
}

/** Keeps the schemas' types, which an annotation would lose. */
export function defineContract<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Data extends z.ZodType,
>(contract: Contract<Params, Query, Body, Data>): Contract<Params, Query, Body, Data> {
  return contract
}

/** What a handler is given. */
export type InputOf<C> =
  C extends Contract<infer Params, infer Query, infer Body, z.ZodType>
    ? {
        params: z.output<Params>
        query: z.output<Query>
        body: z.output<Body>
        readOnly: Record<string, unknown>
        /** The body, where it came as `acceptsText`; `body` means nothing then. */
        text: string | null
      }
    : never

/** What a handler gives, before the response's check. */
export type DataOf<C> = C extends Contract<z.ZodType, z.ZodType, z.ZodType, infer Data> ? z.input<Data> : never

/** What a handler of a list gives. */
export interface ListOf<Item> {
  items: Item[]
  page: number
  perPage: number
  /** null where counting would cost more than the page: then only the cursor tells whether there is more. */
  totalItems: number | null
  /** Opaque place to go on from; null at the end; absent where a list has no cursor. */
  nextCursor?: string | null
}
