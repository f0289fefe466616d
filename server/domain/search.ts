import { sql, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'

/** Whether a column holds a text, in any case of A to Z. What LIKE would read as a wildcard is a plain character. */
export function contains(column: SQLiteColumn, text: string): SQL {
  return sql`${column} like ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`
}

/**
 * Whether the texts of the row with this id hold these words, each as the beginning of one. The tenant is a term of the
 * match, see the migration; words are quoted, so that none of them is an operator; NUL would end the match.
 */
export function wordsMatch(id: SQLiteColumn | SQL, words: string, tenantId: SQL): SQL {
  const terms = words
    .split(/[\s\0]+/)
    .filter(Boolean)
    .map((word) => `"${word.replaceAll('"', '""')}"*`)
  if (terms.length === 0) return sql`0`
  const match = sql`'tenant:t' || lower(hex(${tenantId})) || ' AND content:(' || ${terms.join(' AND ')} || ')'`
  return sql`${id} in (select rowid from communication_search where communication_search match ${match})`
}
