import { describe, expect, it } from 'vitest'
import { below, findings, sources } from '../support/tree.ts'

/** A file says one thing, at a length that can be read at once. */
const MAX_LINES = 260

/** Files called `index` that are no barrel. */
const INDEXES: Record<string, string> = {
  'shared/contracts/index.ts': 'the registry of operations, for OpenAPI and guards; pages import single contracts',
  'simulator/handset/index.js': "the script of the handset's list of numbers",
}

const PATTERNS = {
  // Put together, so that this file does not find itself.
  unfinished: new RegExp(
    ['TO' + 'DO', 'FIX' + 'ME', '@ts-' + 'ignore', '@ts-' + 'nocheck', 'eslint-' + 'disable'].join('|'),
    'g',
  ),
  machine: /(?<![\w.:/-])\/(?:home|Users|root|work|mnt)\/[\w.-]+|[A-Z]:\\\\?Users/g,
  upwards: /from '(?:h3|nitropack[^']*|@libsql[^']*|libsql|(?:\.\.\/)+(?:http|db\/client|db\/drivers)[^']*)'/g,
  transaction: /(?<!\b(?:db|tx))(?<!TenantDb\.open\([^)]*\))\.transaction\(/g,
  query: /\bqueries\s*\.|\.reader\b|\bdb\s*\.write\(/g,
  system: /\/\* ?system:/g,
  mark: /from '[^']*\/mark'/g,
  environment: /process\.env/g,
  clock: /new Date\(\)|Date\.now\(\)/g,
  chance: /Math\.random/g,
  print: /\bconsole\.\w+\(/g,
}
/** The end of a log call's arguments: a constant name. */
const CONSTANT_MESSAGE = /(?:^|[,}]\s*)'[a-z]+(?:_[a-z]+)*'\s*,?\s*$/

const pages = ['pages', 'components', 'composables', 'middleware', 'plugins', 'stores']
const server = below('server')

describe('files', () => {
  it('are_there_to_be_read', () => expect(sources.length).toBeGreaterThan(200))

  it('are_short', () => {
    const long = sources.filter(({ text }) => text.split('\n').length - 1 > MAX_LINES)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  it('hold_nothing_unfinished_and_silence_no_tool', () => {
    const whole = sources.map((file) => ({ ...file, code: file.text })) // comments are where such things stand
    expect(findings(whole, PATTERNS.unfinished)).toEqual([])
  })

  it('are_imported_by_name_and_not_through_a_barrel', () => {
    const named = sources.filter(({ path }) => /(^|\/)index\.(ts|js|mjs)$/.test(path)).map(({ path }) => path)
    expect(named.filter((path) => !path.startsWith('server/api/'))).toEqual(Object.keys(INDEXES))
    expect(findings(below(...pages), /contracts\/index/g)).toEqual([])
  })

  it('know_no_developers_machine', () => expect(findings(sources, PATTERNS.machine)).toEqual([]))
})

describe('directions', () => {
  it('domain_knows_neither_http_nor_the_database_client', () => {
    expect(findings(below('server/domain'), PATTERNS.upwards)).toEqual([])
  })

  it('transactions_are_tenant_dbs_and_queries_stay_in_their_files', () => {
    const outside = server.filter(({ path }) => !path.startsWith('server/db/') && !path.endsWith('.queries.ts'))
    const allowed = {
      'server/http/metrics.ts': 'one upsert for many tenants at once; each row names its own, as does its key',
    }
    expect(findings(outside, PATTERNS.transaction)).toEqual([])
    expect(findings(outside, PATTERNS.query, allowed)).toEqual([])
  })

  it('only_system_db_reaches_over_tenants', () => {
    expect(findings(server, PATTERNS.system, { 'server/db/system/mark.ts': 'the one place' })).toEqual([])
    const outside = server.filter(({ path }) => !path.startsWith('server/db/system/'))
    expect(findings(outside, PATTERNS.mark)).toEqual([])
  })
})

describe('what is injected', () => {
  it('environment_is_read_in_one_place', () => {
    const allowed = { 'server/plugins/00.app.ts': 'the composition root hands it to the schema' }
    expect(findings(below('server', 'shared', ...pages), PATTERNS.environment, allowed)).toEqual([])
  })

  it('clock_is_asked_and_not_the_system', () => {
    const allowed = { 'server/context/clock.ts': 'the clock itself' }
    expect(findings(below('server', 'shared'), PATTERNS.clock, allowed)).toEqual([])
  })

  it('chance_makes_no_ids', () => {
    const allowed = {
      'server/providers/twilio/request-client.ts': 'jitter between tries',
      'stores/live.ts': 'jitter between connections',
      'simulator/control/routes.ts': 'the seed of random faults, which is printed',
      'simulator/rest/number-routes.ts': 'telephone numbers on offer',
    }
    expect(findings(below('server', 'shared', 'simulator', 'tools', ...pages), PATTERNS.chance, allowed)).toEqual([])
  })

  it('database_writes_no_times', () => expect(findings(server, /CURRENT_TIMESTAMP|datetime\('now/gi)).toEqual([]))
})

describe('logs', () => {
  const calls = server.flatMap(({ path, code }) =>
    [...code.matchAll(/\b(?:logger|log)\.(?:trace|debug|info|warn|error|fatal)\(/g)].map(({ index, 0: start }) => ({
      path,
      said: argumentsOf(code, index + start.length),
    })),
  )

  it('messages_are_constant_strings_in_snake_case', () => {
    expect(calls.length).toBeGreaterThan(10)
    expect(calls.filter(({ said }) => !CONSTANT_MESSAGE.test(said))).toEqual([])
  })

  it('errors_go_through_what_keeps_peoples_data_out', () => {
    expect(calls.filter(({ said }) => /\berr\b/.test(said) && !/err: safeCause\(/.test(said))).toEqual([])
  })

  it('nothing_is_printed_beside_them', () => expect(findings(below('server', 'shared'), PATTERNS.print)).toEqual([]))
})

describe('guards', () => {
  it.each([
    ['unfinished', '// TO' + 'DO: later'],
    ['machine', `const file = '/${'home'}/ann/trunkline'`],
    ['upwards', "import { defineEventHandler } from 'h3'"],
    ['upwards', "import { openDatabase } from '../../db/client'"],
    ['upwards', "import { respond } from '../../http/request-scope'"],
    ['transaction', 'await queries.transaction(async () => 1)'],
    ['transaction', 'await app.database.transaction(run)'],
    ['query', 'await queries\n  .select()'],
    ['query', 'const rows = await ctx.app.db.reader.all(sql)'],
    ['query', 'await app.db.write(run)'],
    ['system', 'sql`1 /* system:ping */`'],
    ['mark', "import { mark } from '../db/system/mark'"],
    ['clock', 'const now = new Date()'],
    ['chance', 'const id = Math.random()'],
  ] as const)('see %s in: %s', (name, code) => {
    expect(findings([{ path: 'planted.ts', text: code, code }], PATTERNS[name])).not.toEqual([])
  })

  it.each(['{ id }, `sent ${id}`', "{ id }, 'Sent the message'", '{ id }, text', "'sent', more"])(
    'see a message that is not constant: %s',
    (said) => expect(CONSTANT_MESSAGE.test(said)).toBe(false),
  )
})

/** The text between the parenthesis that opens before `from` and the one that closes it. */
function argumentsOf(code: string, from: number): string {
  let depth = 1
  let at = from
  while (depth > 0 && at < code.length) {
    if (code[at] === '(') depth += 1
    if (code[at] === ')') depth -= 1
    at += 1
  }
  return code.slice(from, at - 1)
}
