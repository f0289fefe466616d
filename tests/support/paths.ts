import { fileURLToPath } from 'node:url'

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Where servers under test leave their statements, for the SQL guard. */
export const SQL_LOG_DIR = inRoot('.test-output/sql')
/** Where tests leave what a search for secrets found, for the guard that reads it. */
export const SECRECY_DIR = inRoot('.test-output/secrecy')
export const SERVER_ENTRY = inRoot('.output/server/index.mjs')
export const SIMULATOR_ENTRY = inRoot('simulator/main.ts')
export const HOST_PAGE_ENTRY = inRoot('tools/host-page.ts')
