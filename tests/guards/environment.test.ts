import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '#server/config'
import { environment } from '#server/environment'
import { envExample, TOOL_VARIABLES } from '../../tools/env-example.ts'
import { SERVER_FLAGS } from '../../tools/server-flags.ts'

/** Names in capitals that pages may say and that are no variable of ours. */
const NOT_OURS: Record<string, string> = {
  NODE_COMPILE_CACHE: "Node's own",
  SUPABASE_SERVICE_KEY: 'other products want it; ignored here, with a line in the log',
  WORKERS: 'other products want it; ignored here, with a line in the log',
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const known = new Set([...Object.keys(environment.shape), ...Object.keys(TOOL_VARIABLES), ...Object.keys(NOT_OURS)])

describe('environment', () => {
  it('example_file_is_what_the_schema_says', () => {
    const hint = 'run npm run env'
    expect(readFileSync(`${root}.env.example`, 'utf8'), hint).toBe(envExample())
  })

  it('every_variable_is_described', () => {
    const silent = Object.entries(environment.shape).filter(([, schema]) => !schema.description)
    expect(silent.map(([name]) => name)).toEqual([])
    for (const name of Object.keys(environment.shape)) expect(envExample()).toMatch(new RegExp(`^#?${name}=`, 'm'))
  })

  it('example_file_holds_no_secret_and_changes_nothing_when_it_is_used', () => {
    const lines = envExample()
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
    const given = Object.fromEntries(lines.map((line) => line.split('=') as [string, string]))
    expect(loadConfig({ ...given, APP_ENV: 'demo' })).toEqual(loadConfig({ APP_ENV: 'demo' }))
    expect(Object.keys(given).filter((name) => /KEY|SECRET|TOKEN/.test(name))).toEqual([])
  })

  it('pages_name_no_variable_that_does_not_exist', () => {
    const codes = new Set(
      [...readFileSync(`${root}shared/contracts/errors.ts`, 'utf8').matchAll(/^ {2}([A-Z_]+):/gm)].map(
        ([, name]) => name,
      ),
    )
    const unknown = globSync(['README.md', 'AGENTS.md', 'docs/**/*.md'], { cwd: root }).flatMap((file) =>
      [...readFileSync(root + file, 'utf8').matchAll(/(?<![\w/])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w/])/g)]
        .map(([name]) => name)
        .filter((name) => !known.has(name) && !codes.has(name))
        .map((name) => `${file}: ${name}`),
    )
    expect(unknown).toEqual([])
  })

  it('programs_beside_the_server_read_only_what_is_documented', () => {
    const read = globSync('{tools,simulator,bench}/**/*.ts', { cwd: root }).flatMap((file) =>
      [...readFileSync(root + file, 'utf8').matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name!),
    )
    expect(read.filter((name) => !known.has(name))).toEqual([])
  })
})

it('server_is_started_everywhere_with_the_same_flags', () => {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> }
  expect(scripts.start).toBe(`exec node ${SERVER_FLAGS.join(' ')} tools/start.ts`)
})
