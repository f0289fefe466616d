import { getQuery, getRouterParams, type H3Event } from 'h3'
import type { z } from 'zod'
import type { Contract } from '#shared/contracts/contract'
import { AppError, invalid, notFound } from '../errors'
import type { Dialect } from './envelope'
import { mediaType, parseJson, readLimitedBody } from './read-body'

export interface ParsedInput {
  params: unknown
  query: unknown
  body: unknown
  readOnly: Record<string, unknown>
  text: string | null
  /** The body's bytes, for comparing repeats of a request. */
  rawBody: Buffer
}

const DEFAULT_LIMIT_V1 = 50

/**
 * Reads and validates everything a request brings.
 *
 * @throws AppError VALIDATION_ERROR with the first field in `field` and `issue` and all of them in `issues`;
 *   NOT_FOUND for a path parameter that no row can have; UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE
 */
export async function parseInput(event: H3Event, contract: Contract, dialect: Dialect): Promise<ParsedInput> {
  const params = contract.params ? parseParams(contract.params, getRouterParams(event, { decode: true })) : {}
  const query = contract.query ? parseWith(contract.query, queryOf(event, contract, dialect)) : {}
  // What comes as a form or as bytes is read while it comes, after this.
  if (!contract.body || contract.receives)
    return { params, query, body: {}, readOnly: {}, text: null, rawBody: Buffer.alloc(0) }

  const type = mediaType(event)
  if (contract.acceptsText === type) {
    const rawBody = await readLimitedBody(event)
    return { params, query, body: {}, readOnly: {}, text: utf8(rawBody), rawBody }
  }
  if (type !== '' && type !== 'application/json') {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', `The body must be application/json, not ${type}`, {
      content_type: type,
    })
  }
  const rawBody = await readLimitedBody(event)
  const given = parseJson(rawBody)
  const { body, readOnly } = separate(given, contract)
  return { params, query, body: parseWith(contract.body, body), readOnly, text: null, rawBody }
}

function queryOf(event: H3Event, contract: Contract, dialect: Dialect): Record<string, unknown> {
  const { apiKey: _apiKey, ticket: _ticket, ...query } = getQuery(event)
  if (dialect === 'v1' && contract.collection && query.limit === undefined && query.per_page === undefined)
    query.limit = DEFAULT_LIMIT_V1
  return query
}

function parseParams(schema: z.ZodType, params: unknown): unknown {
  const parsed = schema.safeParse(params)
  if (!parsed.success) throw notFound() // "abc" names no row, just like an id that nobody has
  return parsed.data
}

/** @throws AppError VALIDATION_ERROR */
export function parseWith(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.flatMap(describe)
  const first = issues[0]!
  throw new AppError('VALIDATION_ERROR', first.field ? `${first.field}: ${first.issue}` : first.issue, {
    ...first,
    issues,
  })
}

function describe(issue: z.core.$ZodIssue): { field: string; issue: string }[] {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: path ? `${path}.${key}` : key, issue: 'is not a known field' }))
  }
  return [{ field: path, issue: issue.message }]
}

function separate(given: unknown, contract: Contract): { body: unknown; readOnly: Record<string, unknown> } {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return { body: given, readOnly: {} }
  const body: Record<string, unknown> = { ...given }
  const readOnly: Record<string, unknown> = {}
  for (const [name, others] of Object.entries(contract.aliases ?? {})) foldAliases(body, name, others)
  for (const field of contract.readOnly ?? []) {
    if (!(field in body)) continue
    readOnly[field] = body[field]
    delete body[field]
  }
  return { body, readOnly }
}

/**
 * Documents name some fields differently; two names that disagree are a mistake that must not be guessed away. All of
 * these fields are plain values, so lists and objects never agree, however deep they go.
 */
function foldAliases(body: Record<string, unknown>, name: string, others: readonly string[]): void {
  for (const other of others) {
    if (!(other in body)) continue
    if (name in body && body[name] !== body[other]) {
      throw invalid(other, `disagrees with ${name}`)
    }
    body[name] = body[other]
    delete body[other]
  }
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new AppError('MALFORMED_JSON', 'The body is not valid UTF-8', null, { cause })
  }
}
