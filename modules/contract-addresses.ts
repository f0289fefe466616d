import { addVitePlugin, defineNuxtModule } from '@nuxt/kit'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What the browser needs of an operation to call it; its schemas come when a form first needs them. */
const ADDRESS = ['id', 'method', 'path', 'idempotency'] as const
const WITH_SCHEMAS = '?schemas'

/**
 * Gives the browser contracts without their schemas. A page imports the operations that it calls, and zod with all its
 * schemas would be a fifth of what it loads before anybody has typed a letter. In the browser's bundle a module of
 * `shared/contracts` therefore holds addresses, and `load()` for the whole contract; on the server it stays what it is.
 * Plain values (lists of words) are kept; a schema used directly in a page is a build error.
 */
export default defineNuxtModule({
  meta: { name: 'contract-addresses' },
  setup(_options, nuxt) {
    const folder = join(nuxt.options.rootDir, 'shared/contracts/')
    const isContracts = (id: string) => id.startsWith(folder) && id.endsWith('.ts')

    addVitePlugin(
      {
        name: 'contract-addresses',
        enforce: 'pre',
        async resolveId(source, importer) {
          // Inside the world of schemas, contracts see each other whole.
          if (!importer?.endsWith(WITH_SCHEMAS) || !source.startsWith('.')) return null
          const resolved = await this.resolve(source, importer.slice(0, -WITH_SCHEMAS.length), { skipSelf: true })
          return resolved && isContracts(resolved.id) ? resolved.id + WITH_SCHEMAS : resolved
        },
        async load(id) {
          if (!isContracts(id)) return null
          const url = `${pathToFileURL(id).href}?changed=${statSync(id).mtimeMs}`
          const exported = Object.entries((await import(url)) as Record<string, unknown>)
          if (!exported.some(([, value]) => isContract(value))) return null
          this.addWatchFile(id)
          return exported.map(([name, value]) => declaration(name, value, id + WITH_SCHEMAS)).join('\n')
        },
      },
      { server: false },
    )
  },
})

function declaration(name: string, value: unknown, whole: string): string {
  if (isContract(value)) {
    const address = Object.fromEntries(ADDRESS.map((key) => [key, value[key]]))
    const load = `() => import(${JSON.stringify(whole)}).then((module) => module.${name})`
    return `export const ${name} = { ...${JSON.stringify(address)}, load: ${load} }`
  }
  const isPlain = typeof value !== 'object' || Array.isArray(value)
  return isPlain && typeof value !== 'function' ? `export const ${name} = ${JSON.stringify(value)}` : ''
}

function isContract(value: unknown): value is Record<(typeof ADDRESS)[number], unknown> {
  return typeof value === 'object' && value !== null && 'access' in value && 'path' in value
}
