import { createControlClient } from '../simulator/control-client.ts'
import { expectedNumber } from '../server/domain/numbers/expected-webhooks.ts'

/** The demo tenants' accounts, as the simulator has them built in. */
const ACCOUNTS = [
  { tenantId: 'acme-corp', letter: 'a', phoneNumber: '+12345678900' },
  { tenantId: 'globex-inc', letter: 'b', phoneNumber: '+12135550199' },
]

/** Tells the telephone network where the demo tenants' numbers lead: what comes in reaches the application. */
export async function pointDemoNumbers(simulatorUrl: string, applicationUrl: string): Promise<void> {
  const simulator = createControlClient(simulatorUrl)
  for (const { tenantId, letter, phoneNumber } of ACCOUNTS) {
    const {
      VoiceUrl: voiceUrl,
      SmsUrl: smsUrl,
      StatusCallback: statusCallback,
    } = expectedNumber(applicationUrl, tenantId)
    await simulator.registerAccount({
      accountSid: `AC${letter.repeat(30)}01`,
      authToken: `${letter.repeat(30)}01`,
      numbers: [{ phoneNumber, smsUrl, voiceUrl, statusCallback }],
    })
  }
}
