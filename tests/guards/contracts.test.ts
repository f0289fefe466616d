import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Contract } from '#shared/contracts/contract'
import { PERMISSIONS } from '#shared/contracts/permissions'
import { contracts } from '#shared/contracts/index'

/** POSTs that make or send something and keep no `Idempotency-Key`, and why. */
const NOT_IDEMPOTENT: Record<string, string> = {
  'auth.embed': 'each answer is another token, which lives 2 minutes',
  'auth.passkeys.add': 'answers one challenge, which counts once',
  'voice-messages.restore': 'undoes a removal; a second one finds it undone',
  'files.restore': 'undoes a removal; a second one finds it undone',
  'phone.transfer': 'a second one finds a transfer under way',
  'files.upload': 'a second one finds its name taken',
  'platform.tenants.create': 'its answer holds a secret; a tenant of the same id is refused as it is',
}
/** POSTs that create and send nothing. */
const CREATE_NOTHING: Record<string, string> = {
  'auth.login': 'opens a session each time, as a browser does that asks twice',
  'auth.exchange': 'the token in it works once',
  'auth.second-factor': 'the sign-in that it finishes is finished once',
  'auth.second-factor.options': 'asks only',
  'auth.passkey': 'answers one challenge, which counts once',
  'auth.passkey.options': 'asks only',
  'auth.passkeys.options': 'asks only',
  'auth.totp.start': 'keeps nothing; each answer is another secret',
  'auth.totp.confirm': 'what it confirms is in it; again finds it done',
  'auth.sessions.revoke-others': 'ends what is there; a second one finds nothing',
  'auth.logout': 'ends what is there; a second one finds nobody',
  'auth.ticket': 'each answer is another ticket, which lives a minute',
  'communication.check': 'asks only',
  'communication.cancel': 'ends what is there; a second one finds it ended',
  'communication.sms.preview': 'renders only',
  'threads.read': 'marks as read; again is the same',
  'missed-calls.see': 'marks as seen; again is the same',
  'voice-messages.preview': 'renders only',
  'voice-messages.preview-draft': 'renders only',
  'phone.hold': 'sets a state; again is the same',
  'phone.resume': 'sets a state; again is the same',
  'phone.transfer.complete': 'leaves what is there; a second one finds it left',
  'phone.transfer.cancel': 'ends what is there; a second one finds it ended',
  'twilio.token': 'keeps nothing; each answer is another token',
  'twilio.credentials.test': 'asks only',
  'twilio.twiml-app.create': 'finds what is there by its name; again is the same',
  'twilio.twiml-app.verify': 'compares, and repairs what is wrong; again finds it right',
  'twilio.findings.repair': 'sets a field; again finds it right',
  'twilio.findings.decline': 'sets a state; again is the same',
  'users.reset-second-factor': 'takes away; again is the same',
  'tenant.logo.set': 'sets a picture; again is the same',
  'platform.tenants.suspend': 'sets a state; again is the same',
  'platform.tenants.activate': 'sets a state; again is the same',
}
/** Files in server/api that are no operation. */
const NO_OPERATION: Record<string, string> = { '[...].ts': 'answers what no operation has' }

const folder = fileURLToPath(new URL('../../server/api/', import.meta.url))
const files = globSync('**/*.ts', { cwd: folder }).filter((file) => !(file in NO_OPERATION))

/** `voice-messages/[id]/index.get.ts` → `GET /api/voice-messages/{id}`. */
function operationOf(file: string): string {
  const [, path, method] = /^(.*)\.(get|post|put|delete)\.ts$/.exec(file) ?? []
  const route = `/${path}`.replace(/\/index$/, '').replaceAll(/\[(\w+)\]/g, '{$1}')
  return `${method?.toUpperCase()} /api${route}`
}

const named = (contract: Contract) => `${contract.method} ${contract.path}`

describe('operations', () => {
  it('each_has_one_handler_where_its_method_and_path_say_and_each_handler_an_operation', () => {
    expect(files.map(operationOf).sort()).toEqual(contracts.map(named).sort())
  })

  it('each_handler_names_the_contract_of_its_own_path', () => {
    for (const file of files) {
      const source = readFileSync(folder + file, 'utf8')
      const [, name, module] = /import \{ (\w+) as contract \} from '#shared\/contracts\/([\w-]+)'/.exec(source) ?? []
      const contract = contracts.find((each) => named(each) === operationOf(file))
      const declaration = readFileSync(new URL(`../../shared/contracts/${module}.ts`, import.meta.url), 'utf8')
      const declared = new RegExp(`export const ${name} = [^]*?id: '([^']+)'`).exec(declaration)?.[1]
      expect([file, declared]).toEqual([file, contract?.id])
    }
  })

  it('each_handler_is_a_contract_and_one_call', () => {
    const long = files.filter(
      (file) =>
        readFileSync(folder + file, 'utf8')
          .trim()
          .split('\n').length > 10,
    )
    expect(long).toEqual([])
  })

  it('ids_are_unique_and_say_area_and_verb', () => {
    const ids = contracts.map(({ id }) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    expect(ids.filter((id) => !/^[a-z-]+(\.[a-z-]+)+$/.test(id))).toEqual([])
  })
})

describe.each(contracts.map((contract) => [contract.id, contract] as const))('%s', (id, contract) => {
  it('says_who_may_call_it_by_its_path', () => {
    const { access } = contract
    if (contract.path.startsWith('/api/platform/')) expect(access).toBe('platform')
    else if (typeof access === 'string') expect(access).toBe('public')
    else expect([...PERMISSIONS, 'any']).toContain(access.tenant)
  })

  it('lets_no_reader_change_anything', () => {
    const permission = typeof contract.access === 'string' ? '' : contract.access.tenant
    const changes = contract.method !== 'GET' && !(id in CREATE_NOTHING && id !== 'communication.cancel')
    if (permission !== '' && changes) expect(permission).not.toMatch(/:read$/)
    if (contract.method === 'GET' && permission !== 'any' && permission !== '') expect(permission).toMatch(/:read$/)
  })

  it('validates_each_parameter_of_its_path', () => {
    const inPath = [...contract.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const shape = (contract.params as { shape?: object } | undefined)?.shape ?? {}
    expect(Object.keys(shape).sort()).toEqual(inPath.sort())
    if (inPath.length > 0) {
      const hostile = Object.fromEntries(inPath.map((name) => [name, "' OR 1=1 --"]))
      expect(contract.params!.safeParse(hostile).success).toBe(false)
    }
  })

  it('keeps_an_answer_that_holds_a_secret_only_sealed', () => {
    const shown = JSON.stringify(Object.keys((contract.data as { shape?: object }).shape ?? {}))
    const holdsSecret = /"(?:api_key|token|secret|(?:temporary_)?password)"/.test(shown)
    if (contract.idempotency) expect(contract.secret ?? false).toBe(holdsSecret)
    else expect(contract.secret).toBeUndefined()
  })

  it('takes_no_unknown_field', () => {
    const unknown = { 'no such field': 1 }
    const issues = [contract.query, contract.method === 'GET' ? undefined : contract.body].flatMap((schema) =>
      schema ? [schema.safeParse(unknown).success] : [],
    )
    expect(issues).not.toContain(true)
  })

  if (contract.method === 'POST') {
    it('may_be_repeated_under_a_key_or_says_why_not', () => {
      const because = NOT_IDEMPOTENT[id] ?? CREATE_NOTHING[id]
      if (contract.idempotency) expect(because).toBeUndefined()
      else expect(because).toBeDefined()
      if (contract.creates) expect(CREATE_NOTHING[id]).toBeUndefined()
    })
  }
})

it('lists_of_exceptions_name_only_operations_that_exist', () => {
  const ids = new Set(contracts.map(({ id }) => id))
  expect([...Object.keys(NOT_IDEMPOTENT), ...Object.keys(CREATE_NOTHING)].filter((id) => !ids.has(id))).toEqual([])
  for (const file of Object.keys(NO_OPERATION))
    expect(globSync(file.replace('[...]', '[[]...[]]'), { cwd: folder })).toHaveLength(1)
})
