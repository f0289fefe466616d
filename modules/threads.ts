import { defineNuxtModule } from '@nuxt/kit'
import { dirname, resolve } from 'node:path'

const SUFFIX = '?thread'
const MARK = '\0thread:'

/**
 * `import fileOf from './work?thread'` builds `work.ts` as a file of its own and gives its address, for
 * `new Worker(new URL(fileOf()))`: what runs in another thread cannot be a part of the server's bundle.
 */
export default defineNuxtModule({
  meta: { name: 'threads' },
  setup(_options, nuxt) {
    nuxt.hook('nitro:init', (nitro) => {
      nitro.hooks.hook('rollup:before', (_nitro, config) => {
        const plugins = Array.isArray(config.plugins) ? config.plugins : [config.plugins]
        config.plugins = [threads(), ...plugins]
      })
    })
  },
})

function threads() {
  return {
    name: 'threads',
    resolveId(source: string, importer: string | undefined) {
      if (!source.endsWith(SUFFIX) || !importer) return null
      return MARK + resolve(dirname(importer), `${source.slice(0, -SUFFIX.length)}.ts`)
    },
    load(this: { emitFile(file: { type: 'chunk'; id: string; name: string }): string }, id: string) {
      if (!id.startsWith(MARK)) return null
      const reference = this.emitFile({ type: 'chunk', id: id.slice(MARK.length), name: 'thread' })
      return `export default () => import.meta.ROLLUP_FILE_URL_${reference}`
    },
    // Nitro knows where it lies only by its entry, and only once that has begun: hence a function.
    resolveFileUrl: ({ fileName }: { fileName: string }) =>
      `new URL(${JSON.stringify(fileName)}, globalThis._importMeta_.url).href`,
  }
}
