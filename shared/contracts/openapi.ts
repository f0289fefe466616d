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
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a Supabase access token' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        platform: { type: 'http', scheme: 'bearer', description: 'PLATFORM_ADMIN_KEY' },
      },
      schemas: { Error: errorSchema() },
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
    ...(contract.body && { requestBody: describeBody(contract) }),
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
  const aliases = Object.entries(contract.aliases ?? {}).map(
    ([name, others]) => `\`${name}\` may be called ${others.map((other) => `\`${other}\``).join(' or ')}`,
  )
  const content: Json = { 'application/json': { schema: schemaOf(contract.body!, 'input') } }
  for (const type of contract.accepts ?? []) content[type] = { schema: { type: 'string' } }
  return { required: true, content, ...(aliases.length > 0 && { description: aliases.join('; ') }) }
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
  if (contract.collection) properties.pagination = { type: 'object' }
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
