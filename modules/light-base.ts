import { defineNuxtModule } from '@nuxt/kit'

/** Together with all that they need: what every page of an operator loads, one file that is compressed as one. */
const BASE = [
  'nuxt/dist/app/entry',
  'pages/admin/[tenant_id].vue',
  'components/ui/UiPageHeader.vue',
  'components/ui/UiSkeleton.vue',
  'components/ui/UiFailure.vue',
  'components/ui/UiEmpty.vue',
  'components/ui/UiTime.vue',
  'components/ui/UiBadge.vue',
  'composables/use-query.ts',
  'composables/use-toasts.ts',
]

/**
 * Keeps what every page loads small: nothing ahead of its time, and no code for what these pages do not use.
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
      output.codeSplitting = { groups: [{ name: 'base', test: (id) => BASE.some((part) => id.includes(part)) }] }
    })
    // Of @nuxt/icon only the set of icons is used: see components/ui/Icon.ts.
    nuxt.hook('app:resolve', (app) => {
      app.plugins = app.plugins.filter(({ src }) => !src.includes('@nuxt/icon'))
    })
  },
})
