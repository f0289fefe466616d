import { newSid } from '../ids.ts'
import type { Account, PhoneNumber, WebhookFields } from '../model.ts'
import type { World } from '../world.ts'

export type NewAccount = {
  accountSid: string
  authToken: string
  friendlyName?: string
  type?: 'Full' | 'Trial'
  status?: 'active' | 'suspended'
  secondaryToken?: string
  balance?: string
  messagingServices?: { sid: string; friendlyName: string }[]
  apiKeys?: { sid: string; secret: string }[]
  verifiedNumbers?: string[]
  numbers?: {
    phoneNumber: string
    smsUrl?: string
    voiceUrl?: string
    statusCallback?: string
    smsMethod?: 'GET' | 'POST'
    voiceMethod?: 'GET' | 'POST'
  }[]
}

/** Makes an account known, or replaces the one with its SID together with its numbers. */
export function registerAccount(world: World, given: NewAccount): Account {
  const account: Account = {
    sid: given.accountSid,
    authToken: given.authToken,
    secondaryToken: given.secondaryToken ?? null,
    friendlyName: given.friendlyName ?? given.accountSid,
    type: given.type ?? 'Full',
    status: given.status ?? 'active',
    apiKeys: given.apiKeys ?? [],
    verifiedNumbers: given.verifiedNumbers ?? [],
    balance: given.balance ?? '100.00',
    ownerSid: given.accountSid,
    messagingServices: given.messagingServices ?? [],
    createdAt: world.clock.now(),
  }
  world.accounts.set(account.sid, account)
  for (const number of world.numbers.values()) if (number.accountSid === account.sid) world.numbers.delete(number.sid)
  for (const number of given.numbers ?? []) {
    addNumber(world, account.sid, number.phoneNumber, {
      SmsUrl: number.smsUrl ?? '',
      VoiceUrl: number.voiceUrl ?? '',
      StatusCallback: number.statusCallback ?? '',
      SmsMethod: number.smsMethod ?? 'POST',
      VoiceMethod: number.voiceMethod ?? 'POST',
    })
  }
  return account
}

/** Gives an account a number. */
export function addNumber(
  world: World,
  accountSid: string,
  phoneNumber: string,
  fields: Partial<PhoneNumber> = {},
): PhoneNumber {
  const now = world.clock.now()
  const number: PhoneNumber = {
    ...{ sid: newSid('PN'), accountSid, phoneNumber, friendlyName: phoneNumber, createdAt: now, updatedAt: now },
    ...emptyWebhooks,
    ...{ voiceApplicationSid: '', smsApplicationSid: '' },
    ...fields,
  }
  world.numbers.set(number.sid, number)
  return number
}

/** The account's number with these digits, if it has one. */
export function findNumber(world: World, phoneNumber: string, accountSid?: string): PhoneNumber | undefined {
  for (const number of world.numbers.values()) {
    if (number.phoneNumber === phoneNumber && (!accountSid || number.accountSid === accountSid)) return number
  }
  return undefined
}

/** Webhooks that nobody has configured. */
export const emptyWebhooks: WebhookFields = {
  ...{ VoiceUrl: '', VoiceMethod: 'POST', VoiceFallbackUrl: '', VoiceFallbackMethod: 'POST' },
  ...{ SmsUrl: '', SmsMethod: 'POST', SmsFallbackUrl: '', SmsFallbackMethod: 'POST' },
  ...{ StatusCallback: '', StatusCallbackMethod: 'POST' },
}
