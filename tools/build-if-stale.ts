import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = `${root}.output/source-hash`
const SOURCES = [
  'package-lock.json',
  'nuxt.config.ts',
  'tailwind.config.ts',
  '{app,error}.vue',
  '{assets,components,composables,i18n,middleware,modules,pages,plugins,public,server,shared,stores}/**/*',
  'drizzle/*.sql',
]

/**
 * Builds the server unless the one that is there was built from these very sources.
 *
 * @param run starts a command in the project's folder and throws when it fails
 * @returns whether it built
 */
export function buildIfStale(run: (command: string, args: string[]) => void): boolean {
  const hash = hashOfSources()
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : ''
  if (stamp === hash && existsSync(`${root}.output/server/index.mjs`)) return false
  run('npm', ['run', 'build'])
  writeFileSync(stampFile, hash)
  return true
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const file of globSync(SOURCES, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}
