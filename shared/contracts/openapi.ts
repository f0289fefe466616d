import { z } from 'zod'
import type { Contract } from './contract.ts'
import { ERRORS, publicErrorCode, type ErrorName } from './errors.ts'

type Json = Record<string, unknown>

/**
 * The API in OpenAPI 3.1, out of the contracts alone. Each operation once, under its `/api` path; the `/v1` form is told
 * in a note, since it is the same operation in other clothes.
 */
export function describeApi(contracts: readonly Contract[]): Json {
  const paths: Record<string, Json> = {}
  for (const contract of contracts) {
    paths[contract.path] = { ...paths[contract.path], [contract.method.toLowerCase()]: describeOperation(contract) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trunkline',
      version: '1',
      description:
        'Every `/api` operation also answers under `/v1` with the same path: lists as `{<collection>, pagination}` in ' +
        '`data`, errors as `{success, message, error_code, details, timestamp}`, creates with 201.',
    },
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: "An API key, a session's token, or a Supabase access token",
        },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        platform: { type: 'http', scheme: 'bearer', description: 'PLATFORM_ADMIN_KEY' },
      },
      schemas: { Error: errorSchema(), Pagination: paginationSchema() },
    },
  }
}

function describeOperation(contract: Contract): Json {
  const { access } = contract
  const isTenants = typeof access === 'object'
  return {
    operationId: contract.id,
    summary: contract.summary,
    tags: [contract.id.split('.')[0]],
    ...(isTenants && access.tenant !== 'any' && { 'x-permission': access.tenant }),
    security: isTenants ? [{ bearer: [] }, { apiKey: [] }] : access === 'platform' ? [{ platform: [] }] : [],
    parameters: [
      ...parameters('path', contract.params),
      ...parameters('query', contract.query),
      ...(contract.idempotency ? [idempotencyParameter()] : []),
    ],
    ...((contract.body || contract.receives) && { requestBody: describeBody(contract) }),
    responses: {
      200: { description: contract.message || contract.summary, content: describeSuccess(contract) },
      default: {
        description: 'Refused or failed',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function describeBody(contract: Contract): Json {
  const binary = { type: 'string', format: 'binary' }
  if (contract.receives === 'bytes') {
    return { required: true, content: { 'application/octet-stream': { schema: binary } } }
  }
  if (contract.receives === 'form') {
    const { properties } = schemaOf(contract.body!, 'input') as { properties?: Json }
    const schema = { type: 'object', properties: { file: binary, ...properties }, required: ['file'] }
    return { required: true, content: { 'multipart/form-data': { schema } } }
  }
  const schema = schemaOf(contract.body!, 'input') as { properties?: Json; required?: string[] }
  const content: Json = { 'application/json': { schema: withOtherNames(contract, schema) } }
  if (contract.acceptsText) content[contract.acceptsText] = { schema: { type: 'string' } }
  return { required: (schema.required ?? []).length > 0, content }
}

/** Fields under their other documented names, and those that GET gave and may be sent back unchanged. */
function withOtherNames(contract: Contract, schema: { properties?: Json; required?: string[] }): Json {
  const properties: Json = { ...schema.properties }
  const alternatives: Json[] = []
  let required = schema.required ?? []
  for (const [name, others] of Object.entries(contract.aliases ?? {})) {
    for (const other of others)
      properties[other] = { ...(properties[name] as Json), description: `The same as ${name}` }
    if (!required.includes(name)) continue
    required = required.filter((field) => field !== name)
    alternatives.push({ anyOf: [name, ...others].map((field) => ({ required: [field] })) })
  }
  for (const name of contract.readOnly ?? []) properties[name] = { readOnly: true }
  return { ...schema, properties, required, ...(alternatives.length > 0 && { allOf: alternatives }) }
}

function describeSuccess(contract: Contract): Json {
  if (contract.produces) return { [contract.produces]: { schema: { type: 'string' } } }
  const data = schemaOf(contract.data, 'output')
  const properties: Json = {
    success: { const: true },
    data: contract.collection ? { type: 'array', items: data } : data,
    message: { type: 'string' },
    timestamp: { type: 'string', format: 'date-time' },
  }
  if (contract.collection) properties.pagination = { $ref: '#/components/schemas/Pagination' }
  return { 'application/json': { schema: { type: 'object', properties, required: Object.keys(properties) } } }
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function idempotencyParameter(): Json {
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'The same key and body give the first answer again for 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  }
}

/** By page: all but `next_cursor`, which only long logs have. From a cursor: `per_page`, `has_next`, `next_cursor`. */
function paginationSchema(): Json {
  const integer = { type: 'integer' }
  return {
    type: 'object',
    required: ['per_page', 'has_next'],
    properties: {
      page: integer,
      per_page: integer,
      total_items: integer,
      total_pages: integer,
      has_next: { type: 'boolean' },
      has_prev: { type: 'boolean' },
      next_cursor: { type: ['string', 'null'] },
    },
  }
}

function errorSchema(): Json {
  const codes = [...new Set(Object.keys(ERRORS).map((name) => publicErrorCode(name as ErrorName)))].sort()
  return {
    type: 'object',
    required: ['success', 'error', 'timestamp'],
    properties: {
      success: { const: false },
      error: {
        type: 'object',
        required: ['code', 'message', 'details'],
        properties: { code: { enum: codes }, message: { type: 'string' }, details: { type: ['object', 'null'] } },
      },
      timestamp: { type: 'string', format: 'date-time' },
    },
  }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _schema, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return json
}
