import type twilio from 'twilio'
import {
  APPLICATION_FIELDS,
  NUMBER_FIELDS,
  type AccountRecord,
  type ApplicationRecord,
  type NumberRecord,
  type TelephonyAccount,
} from '../telephony-account'
import { ask, askOrNull } from './ask'
import { findIncomingNumber, updateIncomingNumber, type NumberInstance } from './incoming-numbers'
import { fieldsOf, sdkNames } from './sdk-names'

type ApplicationInstance = Awaited<ReturnType<twilio.Twilio['applications']['create']>>

/** Twilio's account in our words, through its official SDK. */
export function twilioAccount(client: twilio.Twilio): TelephonyAccount {
  return {
    fetchAccount: () => ask(() => fetchAccount(client)),
    async fetchBalance() {
      const { balance, currency } = await ask(() => client.balance.fetch())
      return { amount: Number(balance), currency: currency.toUpperCase() }
    },
    fetchApplication: (sid) => askOrNull(async () => recordOfApplication(await client.applications(sid).fetch())),
    async findApplication(name) {
      const [found] = await ask(() => client.applications.list({ friendlyName: name, limit: 1 }))
      return found ? recordOfApplication(found) : null
    },
    createApplication: (name, fields) =>
      ask(async () =>
        recordOfApplication(await client.applications.create({ friendlyName: name, ...sdkNames(fields) })),
      ),
    async updateApplication(sid, fields) {
      await ask(() => client.applications(sid).update(sdkNames(fields)))
    },
    async *listNumbers(pageSize) {
      let page = await ask(() => client.incomingPhoneNumbers.page({ pageSize }))
      for (;;) {
        yield page.instances.map(recordOfNumber)
        const { nextPageUrl } = page
        if (!nextPageUrl) return
        page = await ask(() => client.incomingPhoneNumbers.getPage(nextPageUrl))
      }
    },
    async findNumber(phoneNumber) {
      const found = await findIncomingNumber(client, phoneNumber)
      return found && recordOfNumber(found)
    },
    updateNumber: (sid, fields) => updateIncomingNumber(client, sid, fields),
    fetchMessagingService: (sid) =>
      askOrNull(async () => ({ name: (await client.messaging.v1.services(sid).fetch()).friendlyName })),
  }
}

async function fetchAccount(client: twilio.Twilio): Promise<AccountRecord> {
  const answer = await client.api.v2010.accounts(client.accountSid).fetchWithHttpInfo()
  const at = Date.parse(String((answer.headers as Record<string, unknown>).date ?? ''))
  return {
    name: answer.body.friendlyName,
    status: answer.body.status,
    answeredAt: Number.isNaN(at) ? null : new Date(at),
  }
}

function recordOfApplication(application: ApplicationInstance): ApplicationRecord {
  return { sid: application.sid, name: application.friendlyName, fields: fieldsOf(APPLICATION_FIELDS, application) }
}

function recordOfNumber(number: NumberInstance): NumberRecord {
  return { sid: number.sid, phoneNumber: number.phoneNumber, fields: fieldsOf(NUMBER_FIELDS, number) }
}
