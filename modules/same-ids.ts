import { defineNuxtModule } from '@nuxt/kit'

/**
 * Lets `useId` count alike on the server and in the browser. Vue begins a new count below whatever prefetches on the
 * server; a query that nobody awaits does, and Nuxt takes that call of it out of the browser's bundle. Labels would then
 * name fields by ids that nothing on the page has.
 */
export default defineNuxtModule({
  meta: { name: 'same-ids' },
  setup(_options, nuxt) {
    const { client } = nuxt.options.optimization.treeShake.composables
    client.vue = client.vue?.filter((name) => name !== 'onServerPrefetch') ?? []
  },
})
