import { sandboxTelephony } from '../../providers/sandbox/telephony'
import type { TelephonyFactory } from '../../providers/telephony'
import { twilioTelephony } from '../../providers/twilio/telephony'
import type { ClientFor } from './twilio-clients'

/** Gives each tenant's network: Twilio with its own account, or the sandbox. */
export function createTelephonyFactory(clientFor: ClientFor): TelephonyFactory {
  return async (ctx, isTest) => (isTest ? sandboxTelephony(ctx.app.clock) : twilioTelephony(await clientFor(ctx)))
}
