import { defineNuxtModule } from '@nuxt/kit'

/** Modules that several pages share and that weigh less than this together (bytes, as written) travel in one file. */
const TOO_SMALL = 24_000

/**
 * Keeps what every page loads small: few files, each worth a request and compressed as one, nothing ahead of its time,
 * and no code for what these pages do not use.
 */
export default defineNuxtModule({
  meta: { name: 'light-base' },
  setup(_options, nuxt) {
    nuxt.hook('build:manifest', (manifest) => {
      // What a page may need later comes when it does: fetched ahead it doubles what every page loads.
      for (const file of Object.values(manifest)) file.prefetch = false
    })
    nuxt.hook('vite:extendConfig', (config, { isClient }) => {
      if (!isClient) return
      Object.assign(config.define ?? {}, { __VUE_OPTIONS_API__: 'false' })
      const output = config.build?.rolldownOptions?.output
      if (!output || Array.isArray(output)) return
      output.codeSplitting = {
        groups: [
          { name: 'base', tags: ['$initial'], priority: 2 },
          { name: 'common', test: /\.(?:vue|ts)(?:\?|$)/, minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: TOO_SMALL }, // prettier-ignore
        ],
      }
    })
    // Of @nuxt/icon only the set of icons is used: see components/ui/Icon.ts.
    nuxt.hook('app:resolve', (app) => {
      app.plugins = app.plugins.filter(({ src }) => !src.includes('@nuxt/icon'))
    })
  },
})
