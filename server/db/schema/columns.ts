import { text } from 'drizzle-orm/sqlite-core'

/** Instants are ISO-8601 text with milliseconds and Z, written by the application's clock: they sort as text. */
export const instant = (name: string) => text(name)
