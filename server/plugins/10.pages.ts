import { defineNitroPlugin } from 'nitropack/runtime'
import { useApp } from '../context/app'
import { allowStyleAttributes, hideCredentials } from '../http/page-policy'

const YEAR_SECONDS = 31_536_000
/** Everything that is not for people: it has headers of its own, and policies for pages would only cost time there. */
const MACHINES = /^\/(?:api|v1|webhooks|files|_nuxt|health|healthz|metrics|openapi\.json)(?:[/?]|$)/

/** What nuxt-security cannot know at build time, or should leave alone. Its own hooks run after these. */
export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('request', async (event) => {
    if (MACHINES.test(event.path)) event.context.security = { route: '', rules: { enabled: false } }
    const { config } = await useApp()
    if (config.publicBaseUrl.startsWith('https://'))
      event.node.res.setHeader('strict-transport-security', `max-age=${YEAR_SECONDS}`)
  })
  // Not earlier: each handler before the page is given the address as it came.
  nitro.hooks.hook('render:before', ({ event }) => hideCredentials(event))
  nitro.hooks.hook('render:response', ({ body }, { event }) => {
    if (typeof body === 'string') allowStyleAttributes(event, body)
  })
})
