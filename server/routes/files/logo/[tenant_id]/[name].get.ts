import { getRouterParam } from 'h3'
import { findLogo } from '../../../../domain/tenants/logo'
import { notFound } from '../../../../errors'
import { definePublicHandler } from '../../../../http/define-public-handler'
import { serveFile } from '../../../../http/serve-file'

/** A tenant's picture, for pages of its operators and whoever else has its address. */
export default definePublicHandler('/files/logo/{tenant_id}/{name}', async (app, event) => {
  const param = (name: string) => getRouterParam(event, name, { decode: true }) ?? ''
  const logo = await findLogo(app, param('tenant_id'), param('name'))
  if (!logo) throw notFound()
  return serveFile(app, event, logo)
})
