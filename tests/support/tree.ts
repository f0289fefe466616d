import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface SourceFile {
  /** From the project's folder, with forward slashes. */
  path: string
  text: string
  /** The same without lines that are comments. */
  code: string
}

const FOLDERS =
  'server,shared,simulator,tools,tests,modules,bench,clients,pages,components,composables,middleware,plugins,stores'
const KINDS = 'ts,mts,js,mjs,vue,css'

/** The project's own sources: what people write, not what tools generate. */
export const sources: readonly SourceFile[] = globSync([`{${FOLDERS}}/**/*.{${KINDS}}`, `*.{${KINDS}}`], { cwd: ROOT })
  .sort()
  .map((path) => {
    const text = readFileSync(ROOT + path, 'utf8')
    return { path: path.replaceAll('\\', '/'), text, code: text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '') }
  })

/** Files below any of these folders. */
export const below = (...folders: string[]): SourceFile[] =>
  sources.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)))

/**
 * Where a pattern turns up, as `path: what was found`.
 *
 * @param allowed paths where it may, each with its reason
 * @throws Error for a path that no longer needs its exception
 */
export function findings(
  files: readonly SourceFile[],
  pattern: RegExp,
  allowed: Record<string, string> = {},
): string[] {
  const found = files.flatMap(({ path, code }) =>
    [...code.matchAll(pattern)].map(([hit]) => ({ path, hit: hit.trim() })),
  )
  const idle = Object.keys(allowed).filter((path) => !found.some((each) => each.path === path))
  if (idle.length > 0) throw new Error(`These need no exception: ${idle.join(', ')}`)
  return found.filter(({ path }) => !(path in allowed)).map(({ path, hit }) => `${path}: ${hit}`)
}
