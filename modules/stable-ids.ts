import { defineNuxtModule } from '@nuxt/kit'

/**
 * Keeps `useId` the same in the server's page and in the browser. Vue counts a component that prefetches on the server,
 * as each icon does, as a boundary of ids; the browser must count it too, so `onServerPrefetch` stays in its bundle.
 * Without, a label and its field have different ids after the page has come alive.
 */
export default defineNuxtModule({
  meta: { name: 'stable-ids' },
  setup(_options, nuxt) {
    const { client } = nuxt.options.optimization.treeShake.composables
    client.vue = client.vue?.filter((name) => name !== 'onServerPrefetch') ?? []
  },
})
