import type { App } from '../../context/app'
import type { TwilioDelivery } from '../../providers/twilio/delivery'

/**
 * Whose a callback is that came to an address which many tenants share: by its account, and where tenants share that
 * too, by what it speaks of. Nothing here is proven: the signature is checked afterwards, with the token of the tenant
 * that this names, so a wrong name is a refused callback. No header is read.
 *
 * @returns nothing where its parts name different tenants, or none
 */
export async function findTenantOfCallback(app: App, delivery: TwilioDelivery): Promise<string | undefined> {
  const accountSid = delivery.get('AccountSid')
  if (!accountSid) return undefined
  const holders = await app.system.findTenantsOfAccount(accountSid)
  const ids = holders.map(({ tenantId }) => tenantId)
  const named = await namedTenants(app, delivery, holders)
  if (named.length === 0) return ids.length === 1 ? ids[0] : undefined
  const [first] = named
  return first !== undefined && ids.includes(first) && named.every((id) => id === first) ? first : undefined
}

/**
 * Whether a callback that came to a tenant's own address speaks of another one's number: among tenants that share an
 * account, every one of their signatures is good for all of them.
 */
export async function isOfAnotherTenant(app: App, tenantId: string, delivery: TwilioDelivery): Promise<boolean> {
  const accountSid = delivery.get('AccountSid')
  const number = ownNumber(delivery)
  if (!accountSid || number === undefined) return false
  const holders = await app.system.findTenantsOfAccount(accountSid)
  if (holders.length < 2) return false
  const owner = await tenantOf(app, number)
  // What goes out may bear a number that nobody has set up here; what comes in to one might be anybody's.
  return owner === undefined ? comesIn(delivery) : owner !== tenantId
}

/** Every tenant that a part of the callback names; `undefined` among them for a part that names nobody. */
async function namedTenants(
  app: App,
  delivery: TwilioDelivery,
  holders: readonly { tenantId: string; twimlAppSid: string | null }[],
): Promise<(string | undefined)[]> {
  const named: (string | undefined)[] = []
  const asked = delivery.query.get('tenant')
  if (asked !== null) named.push(asked)
  const applicationSid = delivery.get('ApplicationSid')
  const ofApplication = holders.find(({ twimlAppSid }) => twimlAppSid !== null && twimlAppSid === applicationSid)
  if (ofApplication) named.push(ofApplication.tenantId)
  const number = ownNumber(delivery)
  const ofNumber = number === undefined ? undefined : await tenantOf(app, number)
  // A number that nobody has yet says nothing where the account has one tenant, and decides where it has several.
  if (ofNumber !== undefined || (number !== undefined && holders.length > 1)) named.push(ofNumber)
  return named
}

async function tenantOf(app: App, number: string): Promise<string | undefined> {
  return (await app.system.findTenantsOfNumbers([number])).get(number)
}

/** The end of a call or message that is a tenant's; of a leg that a call dialled, neither end need be. */
function ownNumber(delivery: TwilioDelivery): string | undefined {
  if (comesIn(delivery)) return delivery.get('To')
  const isCall = delivery.get('CallSid') !== undefined
  return !isCall || delivery.get('Direction') === 'outbound-api' ? delivery.get('From') : undefined
}

/** From a telephone, not from the browser of one of our own. */
function comesIn(delivery: TwilioDelivery): boolean {
  if (delivery.get('CallSid') !== undefined) {
    return delivery.get('Direction') === 'inbound' && !delivery.get('From')?.startsWith('client:')
  }
  const status = delivery.get('MessageStatus') ?? delivery.get('SmsStatus')
  return status === 'received' || status === 'receiving'
}
