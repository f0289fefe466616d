import type { DataOf } from '#shared/contracts/contract'
import { DIAGNOSTICS, type getDiagnostics as Get } from '#shared/contracts/telephony'
import type { TenantContext } from '../../context/tenant-context'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { twilioAccount } from '../../providers/twilio/account'
import { diagnoseAccount, diagnoseBalance, diagnoseMore } from './diagnose-account'
import { diagnoseDeployment } from './diagnose-deployment'
import { diagnoseResources } from './diagnose-resources'
import { diagnoseWebhooks } from './diagnose-webhooks'
import { line, skipped, type Line, type Lines } from './diagnosis'

type Diagnostics = DataOf<typeof Get>

/**
 * Looks at everything that has to be right for calls and texts to come and go, now. A line that hangs on one before it
 * is skipped where that one failed: each fault shows in one place.
 */
export async function getDiagnostics(ctx: TenantContext): Promise<Diagnostics> {
  const here = diagnoseDeployment(ctx)
  const lines: Lines = { ...(await askTwilio(ctx)), ...(await diagnoseWebhooks(ctx)), public_base_url: await here }
  const checks = DIAGNOSTICS.map((id) => ({ id, ...(lines[id] ?? skipped('depends')) }))
  const worst = (['failed', 'warning'] as const).find((status) => checks.some((check) => check.status === status))
  return { status: worst ?? 'ok', checks }
}

async function askTwilio(ctx: TenantContext): Promise<Lines> {
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  if (!row) return { credentials: NOTHING_SET }
  const account = twilioAccount(await ctx.app.clientFor(ctx))
  const first = await diagnoseAccount(ctx, account)
  if (first.credentials?.status !== 'ok' || first.account_status?.status !== 'ok') return first
  const [balance, more, resources] = await Promise.all([
    diagnoseBalance(account),
    diagnoseMore(ctx, row),
    diagnoseResources(ctx, account, row),
  ])
  return { ...first, balance, ...more, ...resources }
}

const NOTHING_SET: Line = line('failed', {
  reason: 'not_set',
  message: 'There is no Twilio account yet',
  action: 'Enter the account SID and the auth token from the Twilio console',
})
