import { bindsColumn, conjunctsOf } from './conditions.ts'
import { readFrom, type Source } from './sources.ts'
import { isName, isSign, isWord, parseSql, splitAt, type Token } from './tokens.ts'

export interface SqlRules {
  /** Tables of which each row belongs to a tenant. */
  tenantTables: ReadonlySet<string>
  /** Methods that may reach over tenants. */
  systemMethods: ReadonlySet<string>
}

const CLAUSES = ['where', 'group', 'order', 'limit', 'having', 'window', 'returning', 'set', 'from', 'values', 'on']
const VERBS = ['select', 'update', 'delete', 'insert', 'replace']
/** What opens no table: transactions and pragmas. */
const HARMLESS = ['pragma', 'begin', 'commit', 'rollback', 'savepoint', 'release']
const SEARCH_TABLE = 'communication_search'

/**
 * What is wrong with a statement: each table of a tenant must be bound to one tenant by a parameter, in the very query
 * that uses it. A statement that reaches over tenants says so with a comment that names its method.
 */
export function violationsOf(statement: string, rules: SqlRules): string[] {
  try {
    const { items, comments } = parseSql(statement)
    const marks = comments.flatMap((comment) => /^\/\* system:(\w+) \*\/$/.exec(comment)?.[1] ?? [])
    const unknown = marks.filter((method) => !rules.systemMethods.has(method))
    if (unknown.length > 0) return unknown.map((method) => `marked as ${method}, which SystemDb does not have`)
    if (marks.length > 0 || isWord(items[0], ...HARMLESS)) return []
    if (items.slice(0, -1).some((token) => isSign(token, ';'))) return ['holds more than one statement']
    if (!isQuery(items)) return ['is no statement that the guard understands']
    return checkQuery(items, rules, new Set())
  } catch (error) {
    return [`cannot be read: ${(error as Error).message}`]
  }
}

const isQuery = (items: Token[]) => isWord(items[0], 'with', ...VERBS)

/** A query, and with it every query in parentheses inside it. `views` are the names that WITH gave to some of them. */
function checkQuery(items: Token[], rules: SqlRules, views: ReadonlySet<string>): string[] {
  const begin = items.findIndex((token) => isWord(token, ...VERBS))
  const named = new Set(views)
  items.slice(0, begin).forEach((token, index) => {
    // A view that takes a table's name would hide that table inside itself.
    if (isName(token) && isWord(items[index + 1], 'as') && !rules.tenantTables.has(token.text)) named.add(token.text)
  })
  const problems = splitAt(items.slice(begin), (token) => isWord(token, 'union', 'except', 'intersect')).flatMap(
    (part) => checkVerb(isWord(part[0], 'all') ? part.slice(1) : part, rules, named),
  )
  return [...problems, ...checkGroups(items, rules, named)]
}

function checkGroups(items: Token[], rules: SqlRules, views: ReadonlySet<string>): string[] {
  return items.flatMap((token) => {
    if (token.kind !== 'group') return []
    return isQuery(token.items) ? checkQuery(token.items, rules, views) : checkGroups(token.items, rules, views)
  })
}

function checkVerb(items: Token[], rules: SqlRules, views: ReadonlySet<string>): string[] {
  if (isWord(items[0], 'select')) return checkSources(clause(items, 'from'), [], items, rules, views)
  if (isWord(items[0], 'insert', 'replace')) return checkInsert(items, rules, views)
  if (isWord(items[0], 'delete')) return checkSources(clause(items, 'from'), [], items, rules, views)
  if (!isWord(items[0], 'update')) return [] // VALUES
  const target = items.slice(
    1,
    items.findIndex((token) => isWord(token, 'set')),
  )
  const assigned = splitAt(clause(items, 'set'), (token) => isSign(token, ',')).map((part) => part[0]?.text)
  const moved = assigned.includes('tenant_id') ? ['moves rows to a tenant'] : []
  const or = isWord(target[0], 'or') ? 2 : 0
  return [...moved, ...checkSources(target.slice(or), clause(items, 'from'), items, rules, views)]
}

function checkSources(
  main: Token[],
  more: Token[],
  items: Token[],
  rules: SqlRules,
  views: ReadonlySet<string>,
): string[] {
  const clauses = [main, more].filter((part) => part.length > 0).map(readFrom)
  const sources = clauses.flatMap((from) => from.sources)
  const everywhere = [clause(items, 'where'), ...clauses.flatMap((from) => from.conditions)].flatMap(conjunctsOf)
  return sources.flatMap((source) => {
    if (views.has(source.table)) return []
    const outer = clauses.flatMap((from) => from.outerConditions).filter(({ alias }) => alias === source.alias)
    const conjuncts = [...everywhere, ...outer.flatMap(({ condition }) => conjunctsOf(condition))]
    return checkSource(source, conjuncts, sources, rules)
  })
}

function checkSource(source: Source, conjuncts: Token[][], sources: Source[], rules: SqlRules): string[] {
  const { table, alias } = source
  if (table === SEARCH_TABLE) return conjuncts.some(matchesTenant) ? [] : [`${table} is searched without its tenant`]
  if (!rules.tenantTables.has(table) && table !== 'tenants') return [`${table} is a table that the guard does not know`]
  const column = table === 'tenants' ? 'id' : 'tenant_id'
  if (conjuncts.some((conjunct) => bindsColumn(conjunct, source, column, sources))) return []
  return [`${table}${alias === table ? '' : ` (as ${alias})`} is not bound by ${column} = ?`]
}

/** `communication_search match 'tenant:t' || lower(hex(?)) || …`: the tenant is a term that every hit must have. */
function matchesTenant([table, match, term, or, lower, hex]: Token[]): boolean {
  const call = hex?.kind === 'group' ? hex.items : []
  const argument = call[1]?.kind === 'group' ? call[1].items : []
  const isBound = call[0]?.text === 'hex' && argument.length === 1 && argument[0]!.kind === 'param'
  return (
    table?.text === SEARCH_TABLE &&
    isWord(match, 'match') &&
    term?.text === "'tenant:t'" &&
    isSign(or, '||') &&
    lower?.text === 'lower' &&
    isBound
  )
}

function checkInsert(items: Token[], rules: SqlRules, views: ReadonlySet<string>): string[] {
  const into = items.findIndex((token) => isWord(token, 'into'))
  const table = items[into + 1]?.text ?? ''
  const columns = items[into + 2]?.kind === 'group' ? namesIn(items[into + 2]!) : []
  const owner = table === 'tenants' ? 'id' : 'tenant_id'
  const problems: string[] = []
  if (!rules.tenantTables.has(table) && table !== 'tenants')
    problems.push(`${table} is a table that the guard does not know`)
  else if (!columns.includes(owner)) problems.push(`${table} gets a row without ${owner}`)
  if (items.slice(0, into).some((token) => isWord(token, 'replace')))
    problems.push(`${table}: REPLACE deletes whoever's row is in the way`)
  problems.push(...checkUpsert(items, table, owner))
  const select = items.findIndex((token) => isWord(token, 'select'))
  return select < 0 ? problems : [...problems, ...checkVerb(items.slice(select), rules, views)]
}

/** A conflict over a key without the tenant in it may be with somebody else's row. */
function checkUpsert(items: Token[], table: string, owner: string): string[] {
  const updates = items.some((token, index) => isWord(token, 'do') && isWord(items[index + 1], 'update'))
  const conflict = items.findIndex((token) => isWord(token, 'conflict'))
  const target = items[conflict + 1]
  if (!updates || (target?.kind === 'group' && namesIn(target).includes(owner))) return []
  return [`${table}: an upsert over a key without ${owner} may change another tenant's row`]
}

const namesIn = (group: Token) =>
  group.kind === 'group' ? splitAt(group.items, (token) => isSign(token, ',')).map((part) => part.at(-1)?.text) : []

/** What follows a word at the top of a query, up to the next clause. `ON` and `SET` end only what they can follow. */
function clause(items: Token[], word: string): Token[] {
  const begin = items.findIndex((token) => isWord(token, word))
  if (begin < 0) return []
  const ends = CLAUSES.filter(
    (end) => end !== word && !(end === 'on' && word === 'from') && !(end === 'from' && word === 'where'),
  )
  const length = items.slice(begin + 1).findIndex((token) => isWord(token, ...ends))
  return items.slice(begin + 1, length < 0 ? undefined : begin + 1 + length)
}
