import { existsSync, readFileSync } from 'node:fs'

/** Twilio's own description of its interface, when it lies beside the project. */
const path = new URL('../../../../../shared/data/twilio_api_v2010.app.prism.json', import.meta.url)

export const openapi = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Document) : null

type Schema = {
  $ref?: string
  type?: string
  nullable?: boolean
  enum?: unknown[]
  pattern?: string
  format?: string
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
}
type Operation = { responses: Record<string, { content?: Record<string, { schema: Schema }> }> }
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const RFC_2822 = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000$/

/**
 * Where an answer differs from what the specification says about this request; empty when it doesn't.
 * Checks types, enumerations, patterns, dates, that every documented field is there and no other.
 */
export function differences(method: string, pathname: string, status: number, body: unknown): string[] {
  const template = Object.keys(openapi!.paths).find((candidate) =>
    new RegExp(`^${candidate.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/.]+')}$`).test(pathname),
  )
  const operation = template && openapi!.paths[template]![method.toLowerCase()]
  if (!operation) return [`${method} ${pathname} is not in the specification`]
  const response = operation.responses[status]
  if (!response) return [`${method} ${template} does not answer ${status}`]
  const schema = response.content?.['application/json']?.schema
  return schema ? check(schema, body, '') : []
}

function check(given: Schema, value: unknown, at: string): string[] {
  const schema = given.$ref ? openapi!.components.schemas[given.$ref.split('/').at(-1)!]! : given
  // A reference to an enumeration cannot say nullable in OpenAPI 3.0; nothing of ours is null there.
  if (value === null) return schema.nullable ? [] : [`${at} is null`]
  if (schema.enum && !schema.enum.includes(value)) return [`${at} is ${JSON.stringify(value)}`]
  switch (schema.type) {
    case 'string':
      return checkString(schema, value, at)
    case 'integer':
      return Number.isInteger(value) ? [] : [`${at} is no integer`]
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is no boolean`]
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => check(schema.items!, item, `${at}[${index}]`))
        : [`${at} is no list`]
    default:
      return schema.properties ? checkObject(schema.properties, value, at) : []
  }
}

function checkString({ pattern, format }: Schema, value: unknown, at: string): string[] {
  if (typeof value !== 'string') return [`${at} is no string`]
  if (pattern && !new RegExp(pattern).test(value)) return [`${at} is ${value}`]
  return format === 'date-time-rfc-2822' && !RFC_2822.test(value) ? [`${at} is no RFC 2822 date: ${value}`] : []
}

function checkObject(properties: Record<string, Schema>, value: unknown, at: string): string[] {
  if (typeof value !== 'object') return [`${at} is no object`]
  const fields = value as Record<string, unknown>
  const unknown = Object.keys(fields).filter((name) => !(name in properties))
  return [
    ...unknown.map((name) => `${at}.${name} is not documented`),
    ...Object.entries(properties).flatMap(([name, schema]) =>
      name in fields ? check(schema, fields[name], `${at}.${name}`) : [`${at}.${name} is missing`],
    ),
  ]
}
