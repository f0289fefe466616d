import { beforeAll, describe, expect, it } from 'vitest'
import { useHome } from '../support/database.ts'
import { schemaTables } from '../support/schema.ts'

/** Tables that no single tenant owns, and why. */
const NOT_OWNED: Record<string, string> = {
  tenants: 'its own id is the tenant',
  error_log: "tenant_id is null for the platform's own failures, and the row outlives its tenant (spec/001)",
  outbox: "tenant_id is null for the platform's own work",
  schema_migrations: 'what was applied to the database',
  communication_search: 'full-text index; the tenant is a term of each match',
  communication_search_data: 'made by FTS5',
  communication_search_idx: 'made by FTS5',
  communication_search_docsize: 'made by FTS5',
  communication_search_config: 'made by FTS5',
  sqlite_sequence: 'made by SQLite',
}

/** Tables, columns and indexes as spec/001 names them; what is elsewhere says where. */
const SPEC: Record<string, string> = {
  tenants: 'id name from_number is_active created_at updated_at',
  voice_messages:
    'id tenant_id name voice_text voice_gender voice_age voice_rate tropo_voice voice_type voice_settings is_active created_at updated_at',
  voice_xml: 'id tenant_id xml_content xml_filename voice_message_id is_active created_at',
  voice_files:
    'id tenant_id filename file_type file_path file_size description tag_list caller_number is_active created_at updated_at',
  communication_log:
    'id tenant_id network_type to_number from_number message_content twilio_sid status error_message xml_filename cost_amount duration_seconds created_at',
  error_log: 'id tenant_id error_type error_message error_details endpoint user_agent ip_address created_at',
  users:
    'id tenant_id username password_hash display_name email permissions is_admin is_active last_login_at created_at updated_at',
}
const MOVED = [
  { was: 'tenants.api_key', table: 'api_keys', column: 'key_hash', why: 'keys are hashed, and a tenant has several' },
  { was: 'tenants.twilio_sid', table: 'twilio_credentials', column: 'account_sid', why: 'one row per account' },
  { was: 'tenants.twilio_token', table: 'twilio_credentials', column: 'auth_token_sealed', why: 'secrets are sealed' },
  { was: 'tenants.settings', table: 'settings', column: 'tenant_id', why: 'one typed row; the JSON is its API form' },
]
const INDEXES: Record<string, string[]> = {
  idx_tenants_api_key: ['key_hash'], // on api_keys, where the keys went
  idx_voice_messages_tenant: ['tenant_id', 'is_active'],
  idx_voice_xml_tenant: ['tenant_id', 'is_active'],
  idx_voice_files_tenant: ['tenant_id', 'is_active'],
  idx_communication_log_tenant_date: ['tenant_id', 'created_at'],
  idx_error_log_tenant_date: ['tenant_id', 'created_at'],
  idx_users_tenant_username: ['tenant_id', 'username'],
}

interface Column {
  name: string
  notnull: number
  type: string
}
interface ForeignKey {
  id: number
  table: string
  from: string
  to: string
  on_delete: string
}

const home = useHome('file')
const columnsOf = async (table: string) =>
  (await home.db.execute(`pragma table_xinfo('${table}')`)) as unknown as Column[]
const keysOf = async (table: string) => {
  const rows = (await home.db.execute(`PRAGMA foreign_key_list('${table}')`)) as unknown as ForeignKey[]
  return [...Map.groupBy(rows, ({ id }) => id).values()]
}
let tables: string[]
let owned: string[]
beforeAll(async () => {
  tables = (await home.db.execute(`SELECT name FROM sqlite_master WHERE type = 'table'`)).map(({ name }) =>
    String(name),
  )
  owned = tables.filter((table) => !(table in NOT_OWNED))
})

describe('tenancy', () => {
  it('every_table_belongs_to_a_tenant_or_is_on_the_list_with_a_reason', async () => {
    const problems: string[] = []
    for (const table of owned) {
      const tenantId = (await columnsOf(table)).find(({ name }) => name === 'tenant_id')
      if (tenantId?.notnull !== 1) problems.push(`${table} has no tenant_id NOT NULL`)
      const plain = (await keysOf(table)).filter(([key, ...more]) => more.length === 0 && key!.table === 'tenants')
      const cascades = plain.some(([key]) => key!.from === 'tenant_id' && key!.on_delete === 'CASCADE')
      if (!cascades) problems.push(`${table} does not go with its tenant`)
    }
    expect(problems).toEqual([])
  })

  it('list_of_exceptions_names_only_tables_that_exist', () => {
    expect(Object.keys(NOT_OWNED).filter((table) => !tables.includes(table))).toEqual([])
  })

  it('keys_between_tables_of_tenants_carry_the_tenant_and_take_no_action', async () => {
    const problems: string[] = []
    for (const table of tables) {
      for (const key of await keysOf(table)) {
        if (key[0]!.table === 'tenants') continue
        const carries = key.some(({ from, to }) => from === 'tenant_id' && to === 'tenant_id')
        if (!carries) problems.push(`${table} → ${key[0]!.table} leaves the tenant out`)
        // SET NULL would null the tenant too; CASCADE would delete what the ledger must keep.
        if (key[0]!.on_delete !== 'NO ACTION') problems.push(`${table} → ${key[0]!.table} acts by itself`)
      }
    }
    expect(problems).toEqual([])
  })

  it('indexes_of_owned_tables_begin_with_the_tenant_or_name_one_row', async () => {
    /** Looked up before the tenant is known, by a secret, an address or a telephone; or one across all tenants. */
    const beforeTenant = [
      'idx_tenants_api_key',
      'voice_xml_public_id',
      'sessions_token_hash',
      'one_time_tokens_token_hash',
      'phone_numbers_owner',
      'twilio_credentials_account',
      'twilio_credentials_account_lookup',
    ]
    const problems: string[] = []
    for (const table of owned) {
      for (const { name, origin } of await home.db.execute(`PRAGMA index_list('${table}')`)) {
        if (origin === 'pk' || beforeTenant.includes(String(name))) continue
        const [first] = await home.db.execute(`PRAGMA index_info('${name}')`)
        if (first?.name !== 'tenant_id') problems.push(`${table}.${name}`)
      }
    }
    expect(problems).toEqual([])
  })
})

describe('names', () => {
  it('tables_and_columns_of_the_specification_exist', async () => {
    const missing: string[] = []
    for (const [table, columns] of Object.entries(SPEC)) {
      const there = (await columnsOf(table)).map(({ name }) => name)
      missing.push(...columns.split(' ').flatMap((column) => (there.includes(column) ? [] : `${table}.${column}`)))
    }
    expect(missing).toEqual([])
  })

  it.each(MOVED)('$was is $table.$column: $why', async ({ was, table, column }) => {
    expect((await columnsOf(table)).map(({ name }) => name)).toContain(column)
    const [oldTable, oldColumn] = was.split('.') as [string, string]
    expect((await columnsOf(oldTable)).map(({ name }) => name)).not.toContain(oldColumn)
  })

  it.each(Object.entries(INDEXES))('index %s is there', async (name, columns) => {
    const found = await home.db.execute(`PRAGMA index_info('${name}')`)
    expect(found.map((column) => column.name)).toEqual(columns)
  })
})

describe('migrations', () => {
  it('are_what_the_schema_files_declare', async () => {
    const declared = await schemaTables()
    expect(declared.map(({ name }) => name).sort()).toEqual(
      tables.filter((table) => !/^sqlite_|^schema_migrations$|^communication_search/.test(table)).sort(),
    )
    for (const table of declared) {
      const there = (await columnsOf(table.name)).map(({ name, type }) => `${name} ${type.toLowerCase()}`)
      const said = table.columns.map((column) => `${column.name} ${column.getSQLType()}`)
      expect([table.name, there.sort()]).toEqual([table.name, said.sort()])
    }
  })

  it('let_no_column_write_its_own_time', async () => {
    const sql = await home.db.execute(`SELECT sql FROM sqlite_master WHERE sql LIKE '%CURRENT_TIMESTAMP%'`)
    expect(sql).toEqual([])
  })
})
