import { addServerHandler, defineNuxtModule } from '@nuxt/kit'
import { globSync } from 'node:fs'
import { join } from 'node:path'

/** Webhooks that are documented below `/api` too, where they are no operation: files of `server/webhooks`. */
const ALSO_BELOW_API = new Set(['twilio/voice.post.ts'])

/**
 * Routes that Nitro does not find by itself: the webhooks, each `name.method.ts`, and `/v1`, which answers every `/api`
 * operation and every webhook in the other dialect by the very same handlers.
 */
export default defineNuxtModule({
  meta: { name: 'routes' },
  setup(_options, nuxt) {
    const root = nuxt.options.rootDir
    for (const [folder, base] of [
      ['server/webhooks', '/webhooks'],
      ['server/api', '/api'],
    ] as const) {
      for (const file of globSync('**/*.ts', { cwd: join(root, folder) })) {
        const { path, method } = routeOf(file)
        const handler = join(root, folder, file)
        if (base === '/webhooks') addServerHandler({ route: base + path, method, handler })
        addServerHandler({ route: base === '/api' ? `/v1${path}` : `/v1${base}${path}`, method, handler })
        if (base === '/webhooks' && ALSO_BELOW_API.has(file))
          for (const prefix of ['/api', '/v1']) addServerHandler({ route: prefix + path, method, handler })
      }
    }
  },
})

type Method = NonNullable<Parameters<typeof addServerHandler>[0]['method']>

/** `twilio/[tenant_id]/voice.post.ts` → `/twilio/:tenant_id/voice`, POST. */
function routeOf(file: string): { path: string; method: Method | undefined } {
  const [, name, method] = /^(.*?)(?:\.(get|post|put|delete))?\.ts$/.exec(file) ?? []
  const path = `/${name}`
    .replace(/\/index$/, '')
    .replace(/\[\.\.\.\]/g, '**')
    .replace(/\[(\w+)\]/g, ':$1')
  return { path, method: method as Method | undefined }
}
