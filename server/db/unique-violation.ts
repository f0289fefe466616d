/**
 * The columns that a write wanted to be unique and that were taken, as SQLite names them: `users.tenant_id,
 * users.username`. null when the error is another one. Over HTTP only the message tells.
 */
export function takenColumns(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const columns = /UNIQUE constraint failed: ([\w., ]+)/.exec(at.message)?.[1]
    if (columns) return columns
  }
  return null
}
