import type twilio from 'twilio'
import { ask } from './ask'
import { sdkNames } from './sdk-names'

/** A number of an account as the SDK has it. */
export type NumberInstance = Awaited<ReturnType<twilio.Twilio['incomingPhoneNumbers']['create']>>

/** Parts of a number match longer ones: the same one is among the first of them. */
const LOOKED_AT = 20

/** The account's number with exactly these digits. @throws AppError as `ask` */
export async function findIncomingNumber(client: twilio.Twilio, phoneNumber: string): Promise<NumberInstance | null> {
  const found = await ask(() => client.incomingPhoneNumbers.list({ phoneNumber, limit: LOOKED_AT }))
  return found.find((number) => number.phoneNumber === phoneNumber) ?? null
}

/** Sets fields, by Twilio's names. @throws AppError as `ask` */
export async function updateIncomingNumber(
  client: twilio.Twilio,
  sid: string,
  fields: Record<string, string>,
): Promise<void> {
  await ask(() => client.incomingPhoneNumbers(sid).update(sdkNames(fields)))
}
