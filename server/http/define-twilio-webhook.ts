import { defineEventHandler, getRouterParams } from 'h3'
import type { App } from '../context/app'
import { systemPrincipal } from '../context/principal'
import type { TenantContext } from '../context/tenant-context'
import { openTwilioCredential } from '../domain/tenants/twilio-credential'
import { isOfAnotherTenant } from '../domain/webhooks/find-tenant-of-callback'
import { TenantDb } from '../db/tenant-db'
import { AppError } from '../errors'
import { twilioDelivery, type TwilioDelivery } from '../providers/twilio/delivery'
import { isSignedByTwilio } from '../providers/twilio/verify-signature'
import { mediaType, readLimitedBody } from './read-body'
import { respond, type RawAnswer, type RequestScope } from './request-scope'

/** Compared with when there is no token, so that an unknown tenant takes as long as a known one. */
const NOBODY = 'no-tenant-has-this-token-00000000'

/**
 * A callback of Twilio's: find the tenant, verify, run, answer with TwiML. No key, no session: the signature over
 * PUBLIC_BASE_URL is the only proof. Unknown tenant, missing or forged signature, another account: the same 403.
 *
 * @param tenantOf whose callback this is, by its path or by what it says, which nobody has verified yet
 */
export function defineTwilioWebhook(
  endpoint: string,
  tenantOf: (app: App, params: Record<string, string>, delivery: TwilioDelivery) => Promise<string | undefined>,
  run: (ctx: TenantContext, delivery: TwilioDelivery, params: Record<string, string>) => Promise<string>,
) {
  return defineEventHandler((event) =>
    respond(event, endpoint, async (scope) => {
      const pathParams = getRouterParams(event, { decode: true })
      const body = await readLimitedBody(event)
      const delivery = readDelivery(scope, body)
      const ctx = await openWebhookContext(scope, await tenantOf(scope.app, pathParams, delivery))
      await verify(scope, ctx, delivery, body)
      const answer: RawAnswer = {
        status: 200,
        contentType: 'text/xml; charset=utf-8',
        raw: await run(ctx!, delivery, pathParams),
      }
      return answer
    }),
  )
}

async function openWebhookContext(scope: RequestScope, tenantId: string | undefined): Promise<TenantContext | null> {
  const { app } = scope
  const found = tenantId === undefined ? undefined : await app.system.findTenant(tenantId)
  if (!found) return null
  scope.log.tenantId = found.tenant.id
  scope.log.actor = 'twilio'
  return {
    app,
    ...found,
    db: TenantDb.open(app.db, found.tenant.id),
    principal: systemPrincipal(found.tenant.id, 'twilio'),
    request: {
      id: scope.log.requestId,
      endpoint: `${scope.event.method} ${scope.endpoint}`,
      ipAddress: scope.ipAddress,
      userAgent: scope.userAgent,
    },
  }
}

function readDelivery({ event, app }: RequestScope, body: Buffer): TwilioDelivery {
  const isForm = mediaType(event) === 'application/x-www-form-urlencoded'
  const url = app.config.publicBaseUrl + (event.node.req.url ?? '/')
  return twilioDelivery(
    url,
    isForm ? formParams(body) : {},
    single(event.node.req.headers['i-twilio-idempotency-token']),
  )
}

async function verify(
  scope: RequestScope,
  ctx: TenantContext | null,
  delivery: TwilioDelivery,
  body: Buffer,
): Promise<void> {
  const { event, app } = scope
  const { url, params } = delivery
  const credential = ctx && (await openTwilioCredential(ctx))
  const tokens = credential
    ? [credential.authToken, credential.secondaryToken].filter((token) => token !== null)
    : [NOBODY]
  const signature = single(event.node.req.headers['x-twilio-signature'])
  const isGenuine = isSignedByTwilio(tokens, { signature, url, params })
  const isGet = event.method === 'GET'
  const account = isGet ? delivery.query.get('AccountSid') : delivery.get('AccountSid')
  const isOwn = credential !== null && (account === credential.accountSid || (isGet && account === null))
  const isOthers = isGenuine && isOwn && (await isOfAnotherTenant(app, ctx!.tenant.id, delivery))
  if (isGenuine && isOwn && !isOthers) return
  const reason = refusalReason({ signature, isGenuine, isOthers })
  app.logger.warn({ reason, ip: scope.ipAddress }, 'webhook_refused')
  app.metrics.callbacks.inc({ kind: scope.endpoint, result: 'refused' })
  if (ctx) app.refused.add(ctx.tenant.id, { reason, url, body: body.toString('utf8'), ipAddress: scope.ipAddress })
  throw refusal()
}

function refusalReason(found: { signature: string | null; isGenuine: boolean; isOthers: boolean }): string {
  if (!found.signature) return 'no signature'
  if (!found.isGenuine) return 'signature does not match'
  return found.isOthers ? "another tenant's number" : 'another account'
}

const refusal = () => new AppError('SIGNATURE_INVALID')

function formParams(body: Buffer): Record<string, string | string[]> {
  const params: Record<string, string | string[]> = {}
  const form = new URLSearchParams(body.toString('utf8'))
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name)
    params[name] = values.length === 1 ? values[0]! : values
  }
  return params
}

function single(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}
