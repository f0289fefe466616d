import { and, desc, eq, gt, isNotNull } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog } from '../../db/schema/communication-log'
import { refusedDeliveries } from '../../db/schema/refused-deliveries'
import { webhookDeliveries } from '../../db/schema/webhook-deliveries'
import { line, skipped, type Line, type Lines } from './diagnosis'

/** How far back is looked. */
const PERIOD_MS = 24 * 60 * 60 * 1_000
/** Callbacks come within seconds; after this long without any, none is coming. */
const PATIENCE_MS = 5 * 60_000

/** Whether what Twilio reports arrives, and is believed. */
export async function diagnoseWebhooks(ctx: TenantContext): Promise<Lines> {
  const now = ctx.app.clock.now().getTime()
  const since = new Date(now - PERIOD_MS).toISOString()
  const [delivery] = await ctx.db.find(webhookDeliveries, { orderBy: [desc(webhookDeliveries.createdAt)], limit: 1 })
  const [refused] = await ctx.db.find(refusedDeliveries, { orderBy: [desc(refusedDeliveries.id)], limit: 1 })
  const arrivedAt = delivery?.createdAt ?? null
  return {
    webhooks_arriving: await arrivingLine(ctx, arrivedAt, since, now),
    webhooks_refused: refusedLine(refused, arrivedAt, since),
  }
}

/** Something was sent, and nothing was heard since: Twilio does not reach this address. */
async function arrivingLine(ctx: TenantContext, arrivedAt: string | null, since: string, now: number): Promise<Line> {
  const evidence = { last_at: arrivedAt }
  const after = arrivedAt !== null && arrivedAt > since ? arrivedAt : since
  const [unheard] = await ctx.db.find(communicationLog, {
    where: and(
      eq(communicationLog.direction, 'outbound'),
      eq(communicationLog.isTest, false),
      isNotNull(communicationLog.twilioSid),
      gt(communicationLog.createdAt, after),
    ),
    orderBy: [desc(communicationLog.createdAt)],
    limit: 1,
  })
  if (unheard && Date.parse(unheard.createdAt) < now - PATIENCE_MS) {
    return line('failed', {
      reason: 'none',
      message: 'Something was sent, and Twilio has reported nothing since',
      action:
        'See whether the public address is reachable from the internet, and what the debugger of the Twilio console says',
      evidence: { ...evidence, sent_at: unheard.createdAt },
    })
  }
  if (arrivedAt === null) return skipped('nothing', 'Nothing was sent or received yet')
  return line('ok', { message: "Twilio's reports arrive", evidence })
}

function refusedLine(
  refused: typeof refusedDeliveries.$inferSelect | undefined,
  arrivedAt: string | null,
  since: string,
): Line {
  const isRecent = refused !== undefined && refused.createdAt > since
  if (!isRecent || (arrivedAt !== null && arrivedAt > refused.createdAt)) {
    return line('ok', { message: 'No report was refused lately' })
  }
  return line('failed', {
    reason: 'refused',
    message: 'The last report was refused: its signature or its account is not the right one',
    action:
      'See that the auth token is the one in the Twilio console and that PUBLIC_BASE_URL is the address Twilio calls',
    evidence: { reason: refused.reason, at: refused.createdAt },
  })
}
