import type { TenantContext } from '../../context/tenant-context'
import { CALLBACK_RETRIES } from '../communications/urls'

/**
 * Where a leg is told what it does once the call has become a conference, and what it does when a `<Dial>` is over.
 *
 * @param transferId of the transfer that makes the leg, where one does
 */
export function conferenceUrl(ctx: TenantContext, communicationId: number, transferId?: string): string {
  const query = `id=${communicationId}${transferId === undefined ? '' : `&transfer=${transferId}`}`
  return `${ctx.app.config.publicBaseUrl}/webhooks/twilio/${ctx.tenant.id}/conference?${query}${CALLBACK_RETRIES}`
}

/** Tenants may share an account, so the name bears the tenant. */
export const conferenceName = (ctx: TenantContext, communicationId: number): string =>
  `trunkline-${ctx.tenant.id}-${communicationId}`
