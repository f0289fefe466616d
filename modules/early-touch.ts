import { addVitePlugin, defineNuxtModule } from '@nuxt/kit'
import { join } from 'node:path'

const NUXT_OWN = 'nuxt/dist/components/runtime/lazy-hydrated-component'
const NAME = 'createLazyIdleComponent'

/**
 * In the browser, `hydrate-on-idle` comes from `composables/lazy-idle.ts`: what comes alive late must not lose a click
 * for it.
 */
export default defineNuxtModule({
  meta: { name: 'early-touch' },
  setup(_options, nuxt) {
    const ours = join(nuxt.options.rootDir, 'composables/lazy-idle.ts')
    addVitePlugin(
      {
        name: 'early-touch',
        transform(code, id) {
          if (!id.includes(NUXT_OWN)) return null
          const others = code.replace(`export { ${NAME}, `, 'export { ')
          if (others === code) throw new Error(`${NUXT_OWN} does not export ${NAME} as expected`)
          return { code: `${others}\nexport { ${NAME} } from ${JSON.stringify(ours)}`, map: null }
        },
      },
      { server: false },
    )
  },
})
