import type { TenantContext } from '../../context/tenant-context'

/** Where a leg is told what it does once the call has become a conference, and what it does when a `<Dial>` is over. */
export function conferenceUrl(ctx: TenantContext, communicationId: number): string {
  return `${ctx.app.config.publicBaseUrl}/webhooks/twilio/${ctx.tenant.id}/conference?id=${communicationId}`
}

/** Tenants may share an account, so the name bears the tenant. */
export const conferenceName = (ctx: TenantContext, communicationId: number): string =>
  `trunkline-${ctx.tenant.id}-${communicationId}`
