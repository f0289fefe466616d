import { sql, type SQL } from 'drizzle-orm'

/** What lets a statement through the SQL guard that is not bound to one tenant: the method of `SystemDb` that it is of. */
export const mark = (method: string): SQL => sql.raw(`/* system:${method} */`)
