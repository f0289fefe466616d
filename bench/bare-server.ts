/** The least that this stack can do: one h3 route, no logging, no database. What the others are a share of. */
import { createServer } from 'node:http'
import { createApp, createRouter, defineEventHandler, toNodeListener } from 'h3'

const router = createRouter().get(
  '/bare',
  defineEventHandler(() => ({ success: true })),
)
createServer(toNodeListener(createApp().use(router))).listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log('ready bare')
})
