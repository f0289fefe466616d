import { and, eq, getTableName, sql, type InferInsertModel, type InferSelectModel, type SQL } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable, SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core'
import { assertTenantInContext } from '../context/log-context'
import type { Database, Queries } from './client'
import { tenants } from './schema/tenants'

/** A table with a tenant: every one that domain code may touch. */
export type TenantTable = SQLiteTable & { tenantId: SQLiteColumn }
type Row<T extends SQLiteTable> = InferSelectModel<T>
type NewRow<T extends SQLiteTable> = Omit<InferInsertModel<T>, 'tenantId'> & { tenantId?: never }
type Changes<T extends SQLiteTable> = Omit<SQLiteUpdateSetSource<T>, 'tenantId'> & { tenantId?: never }

export interface FindOptions {
  where?: SQL
  orderBy?: SQL[]
  limit?: number
  offset?: number
}

/** What a `*.queries.ts` builds with: the connection, and the tenant as a parameter to compare with. */
export interface QueryScope {
  queries: Queries
  tenantId: SQL
}

/** A transaction's connection. */
interface Inside {
  queries: Queries
  execute: (statement: string) => Promise<void>
  /** Tables that got rows in it, for the news of its commit. */
  added?: Set<string>
}

type Prepared = { execute: (params?: Record<string, unknown>) => Promise<unknown> | unknown }

/**
 * The only way to a table for domain code. Every method adds the tenant's condition itself; no argument can widen it.
 * Used under another tenant's context it throws: that is a bug, and must not answer.
 */
export class TenantDb {
  private constructor(
    private readonly db: Database,
    readonly tenantId: string,
    /** Set inside a transaction: its connection. */
    private readonly inside: Inside | null,
  ) {}

  static open(db: Database, tenantId: string): TenantDb {
    return new TenantDb(db, tenantId, null)
  }

  /** For `SystemDb`, which makes a tenant and its first rows in one transaction. */
  static openInside(db: Database, tenantId: string, inside: Inside): TenantDb {
    return new TenantDb(db, tenantId, inside)
  }

  /** Rows of the tenant, whole. */
  async find<T extends TenantTable>(table: T, options: FindOptions = {}): Promise<Row<T>[]> {
    let query = this.reader()
      .select()
      .from(table as SQLiteTable)
      .where(this.own(table, options.where))
      .orderBy(...(options.orderBy ?? []))
      .$dynamic()
    if (options.limit !== undefined) query = query.limit(options.limit)
    if (options.offset !== undefined) query = query.offset(options.offset)
    return (await query) as Row<T>[]
  }

  /** How many rows of the tenant match. */
  async count(table: TenantTable, where?: SQL): Promise<number> {
    const rows = await this.reader()
      .select({ count: sql<number>`count(*)` })
      .from(table as SQLiteTable)
      .where(this.own(table, where))
    return rows[0]!.count
  }

  /** Adds rows, each with the tenant's id, and returns them. A conflict is the database's error unless `ignore`d. */
  async insert<T extends TenantTable>(
    table: T,
    rows: NewRow<T> | NewRow<T>[],
    onConflict: 'throw' | 'ignore' = 'throw',
  ): Promise<Row<T>[]> {
    const values = (Array.isArray(rows) ? rows : [rows]).map((row) => ({ ...row, tenantId: this.tenantId }))
    const inserted = await this.writing(async (queries) => {
      if (values.length === 1) return (await insertOne(queries, table, values[0]!, onConflict)) as Row<T>[]
      const insert = queries.insert(table as SQLiteTable).values(values)
      return (await (onConflict === 'ignore' ? insert.onConflictDoNothing() : insert).returning()) as Row<T>[]
    })
    if (this.inside) this.inside.added?.add(getTableName(table))
    else this.db.news.tell(this.tenantId, new Set([getTableName(table)]))
    return inserted
  }

  /** Changes rows and returns them as they are after. */
  async update<T extends TenantTable>(table: T, changes: Changes<T>, where?: SQL): Promise<Row<T>[]> {
    return this.writing(
      async (queries) =>
        (await queries
          .update(table as SQLiteTable)
          .set(changes)
          .where(this.own(table, where))
          .returning()) as Row<T>[],
    )
  }

  /** Deletes rows and returns them as they were. */
  async remove<T extends TenantTable>(table: T, where?: SQL): Promise<Row<T>[]> {
    return this.writing(
      async (queries) =>
        (await queries
          .delete(table as SQLiteTable)
          .where(this.own(table, where))
          .returning()) as Row<T>[],
    )
  }

  /** The tenant's own row in `tenants`, the one table whose id is the tenant. */
  async tenant(): Promise<typeof tenants.$inferSelect> {
    const rows = await this.reader().select().from(tenants).where(eq(tenants.id, this.current()))
    if (!rows[0]) throw new Error('The tenant of this database does not exist')
    return rows[0]
  }

  /** Changes the tenant's own row. */
  async updateTenant(changes: Partial<Omit<typeof tenants.$inferInsert, 'id'>>): Promise<void> {
    await this.writing(async (queries) => {
      await queries.update(tenants).set(changes).where(eq(tenants.id, this.current()))
    })
  }

  /**
   * Runs a query of a `*.queries.ts` file, whose builder compares every table's tenant with `scope.tenantId`.
   * Named ones are prepared once per connection; the tenant is bound here, with each run.
   *
   * @param name unique in the product; the same name must always build the same query
   * @param params values of the query's placeholders
   */
  async prepare<T>(
    name: string,
    build: (scope: QueryScope) => { prepare(): Prepared },
    params: Record<string, unknown> = {},
  ): Promise<T> {
    const queries = this.reader()
    const known = preparedOn(queries)
    let prepared = known.get(name)
    if (!prepared) {
      prepared = build({ queries, tenantId: sql`${sql.placeholder('tenantId')}` }).prepare()
      known.set(name, prepared)
    }
    return (await prepared.execute({ ...params, tenantId: this.current() })) as T
  }

  /** A query whose shape depends on its input, and so cannot be kept prepared. Same rules as `prepare`. */
  async query<T>(build: (scope: QueryScope) => PromiseLike<T>): Promise<T> {
    return build({ queries: this.reader(), tenantId: sql`${this.current()}` })
  }

  /** The tenant's rows of a table as something to join with. */
  subquery<T extends TenantTable>(table: T, alias: string) {
    return this.reader()
      .select()
      .from(table as SQLiteTable)
      .where(this.own(table))
      .as(alias)
  }

  /**
   * All or nothing. `fn` gets a TenantDb of the transaction and awaits nothing but its statements. Inside another
   * transaction it is a savepoint. Resolves when the commit is durable.
   */
  async transaction<T>(fn: (tx: TenantDb) => Promise<T>): Promise<T> {
    this.current()
    if (!this.inside) {
      const added = new Set<string>()
      const result = await this.db.write((queries, execute) =>
        fn(new TenantDb(this.db, this.tenantId, { queries, execute, added })),
      )
      if (added.size > 0) this.db.news.tell(this.tenantId, added)
      return result
    }
    const { execute } = this.inside
    await execute('SAVEPOINT nested')
    try {
      const result = await fn(this)
      await execute('RELEASE nested')
      return result
    } catch (error) {
      await execute('ROLLBACK TO nested')
      await execute('RELEASE nested')
      throw error
    }
  }

  /** In parentheses, because a condition written by hand may have an `or` at its top, which would reach everybody. */
  private own(table: TenantTable, where?: SQL): SQL {
    return and(eq(table.tenantId, this.current()), where && sql`(${where})`)!
  }

  private reader(): Queries {
    this.current()
    return this.inside?.queries ?? this.db.reader
  }

  private async writing<T>(fn: (queries: Queries) => Promise<T>): Promise<T> {
    this.current()
    return this.inside ? fn(this.inside.queries) : this.db.write((queries) => fn(queries))
  }

  private current(): string {
    assertTenantInContext(this.tenantId)
    return this.tenantId
  }
}

/**
 * Inserts of one row are what the product writes most, and building the statement costs more than running it: each set
 * of columns is built once per connection, and the values are bound.
 */
async function insertOne(
  queries: Queries,
  table: SQLiteTable,
  row: Record<string, unknown>,
  onConflict: 'throw' | 'ignore',
): Promise<unknown> {
  const given = Object.entries(row).filter(([, value]) => value !== undefined)
  // A bound null would go through the column's encoder, which makes "null" or 0 of it: nulls are part of the statement.
  const columns = given.map(([key, value]) => (value === null ? `${key} null` : key)).join()
  const name = `insert ${getTableName(table)} ${onConflict} ${columns}`
  const known = preparedOn(queries)
  let prepared = known.get(name)
  if (!prepared) {
    const holders = Object.fromEntries(given.map(([key, value]) => [key, value === null ? null : sql.placeholder(key)]))
    const insert = queries.insert(table).values(holders)
    prepared = (onConflict === 'ignore' ? insert.onConflictDoNothing() : insert).returning().prepare()
    known.set(name, prepared)
  }
  return prepared.execute(Object.fromEntries(given))
}

/** Prepared queries by connection; a connection's go when it goes. */
const preparedByConnection = new WeakMap<Queries, Map<string, Prepared>>()

function preparedOn(queries: Queries): Map<string, Prepared> {
  let known = preparedByConnection.get(queries)
  if (!known) preparedByConnection.set(queries, (known = new Map()))
  return known
}
