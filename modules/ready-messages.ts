import { defineNuxtModule } from '@nuxt/kit'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Messages = { [key: string]: string | Messages }
type Compile = (message: string, options: object) => { ast: object }

/** What has a meaning in a message besides its own letters. */
const SYNTAX = /[{}@|]/

/**
 * Compiles messages when the server is built, so that neither it nor a browser needs their compiler: a message with
 * places to fill or with plural forms travels as its syntax tree, any other as it is written.
 */
export default defineNuxtModule({
  meta: { name: 'ready-messages' },
  setup(_options, nuxt) {
    if (nuxt.options.dev) return
    nuxt.hook('nitro:init', ({ hooks }) => {
      hooks.hook('rollup:before', async () => {
        const compiler = (await import(nuxt.options.alias['@intlify/message-compiler']!)) as { baseCompile: Compile }
        // Where @nuxtjs/i18n has just put what the server will hand out.
        const folder = join(nuxt.options.buildDir, 'i18n-assets')
        for (const file of globSync('*.json', { cwd: folder })) {
          const messages = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Messages
          writeFileSync(join(folder, file), JSON.stringify(ready(messages, compiler.baseCompile)))
        }
      })
    })
  },
})

function ready(messages: Messages, compile: Compile): object {
  const entries = Object.entries(messages).map(([key, value]) => {
    if (typeof value !== 'string') return [key, ready(value, compile)]
    return [key, SYNTAX.test(value) ? compile(value, { jit: true, location: false, onError: fail }).ast : value]
  })
  return Object.fromEntries(entries) as object
}

function fail(error: Error): never {
  throw error
}
