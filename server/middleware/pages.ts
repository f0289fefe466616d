import { defineEventHandler, getHeader, setResponseHeader, setResponseHeaders } from 'h3'
import { useApp } from '../context/app'
import { enterPage } from '../http/enter-page'
import { isOldBrowser, OLD_BROWSER_POLICY, oldBrowserPage } from '../http/old-browser-page'
import { tenantOfHost } from '../http/tenant-of-host'

declare module 'h3' {
  interface H3EventContext {
    /** What the sign-in fills in as the tenant. */
    suggestedTenant?: string
  }
}

/** Before every page that people see: the sign-in at `/`, and a tenant's below `/admin`. */
export default defineEventHandler(async (event) => {
  const path = event.path.split('?')[0]!
  const tenantId = /^\/admin\/([^/]+)/.exec(path)?.[1]
  if ((path !== '/' && tenantId === undefined) || event.method !== 'GET') return undefined
  setResponseHeaders(event, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  const { config } = await useApp()
  if (isOldBrowser(getHeader(event, 'user-agent'))) {
    setResponseHeaders(event, { 'content-type': 'text/html; charset=utf-8' })
    setResponseHeader(event, 'content-security-policy', OLD_BROWSER_POLICY)
    return oldBrowserPage(config.appName)
  }
  if (tenantId !== undefined) await enterPage(event, tenantId)
  else event.context.suggestedTenant = tenantOfHost(getHeader(event, 'host'), config.tenantBaseDomain)
  return undefined
})
