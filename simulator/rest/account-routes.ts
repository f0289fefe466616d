import { randomBytes } from 'node:crypto'
import { newSid } from '../ids.ts'
import type { Account } from '../model.ts'
import { registerAccount } from '../network/register-account.ts'
import { rfc2822 } from './formats.ts'
import { pageOf } from './paging.ts'
import { RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest, RestRoute } from './rest-request.ts'

export const accountRoutes: RestRoute[] = [
  { method: 'GET', pattern: '/Accounts.json', operation: 'accounts.list', handle: list },
  { method: 'POST', pattern: '/Accounts.json', operation: 'accounts.create', handle: create },
  { method: 'GET', pattern: '/Accounts/:sid.json', operation: 'accounts.fetch', handle: fetch },
  { method: 'GET', pattern: '/Accounts/:accountSid/Balance.json', operation: 'balance.fetch', handle: balance },
]

/** The account with its subaccounts, newest first. */
function list({ world, account, query, uri }: RestRequest): RestAnswer {
  const [name, status] = [query.get('FriendlyName'), query.get('Status')]
  const items = [...world.accounts.values()]
    .filter(({ ownerSid }) => ownerSid === account.sid)
    .filter((item) => (!name || item.friendlyName === name) && (!status || item.status === status))
    .reverse()
  return { status: 200, body: pageOf({ items, query, uri, key: 'accounts', present: presentOwned }) }
}

/** https://www.twilio.com/docs/iam/api/subaccounts */
function create({ world, account, form }: RestRequest): RestAnswer {
  if (account.ownerSid !== account.sid) throw new RestError(20003)
  const sub = registerAccount(world, {
    ...{ accountSid: newSid('AC'), authToken: randomBytes(16).toString('hex'), type: account.type },
    friendlyName: form.get('FriendlyName') ?? 'SubAccount',
  })
  sub.ownerSid = account.sid
  return { status: 200, sid: sub.sid, body: presentOwned(sub) }
}

/** What an owner is shown of a subaccount: its token too. */
function presentOwned(account: Account): Record<string, unknown> {
  return { ...present(account), auth_token: account.ownerSid === account.sid ? null : account.authToken }
}

function fetch({ account, path }: RestRequest): RestAnswer {
  if (path.sid !== account.sid) throw new RestError(20003)
  return { status: 200, sid: account.sid, body: present(account) }
}

function balance({ account }: RestRequest): RestAnswer {
  return { status: 200, body: { account_sid: account.sid, balance: account.balance, currency: 'USD' } }
}

/** https://www.twilio.com/docs/iam/api/account. The token is not shown: nobody who may ask needs it. */
function present(account: Account): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${account.sid}`
  return {
    auth_token: null,
    date_created: rfc2822(account.createdAt),
    date_updated: rfc2822(account.createdAt),
    friendly_name: account.friendlyName,
    owner_account_sid: account.ownerSid,
    sid: account.sid,
    status: account.status,
    subresource_uris: {
      ...{ messages: `${uri}/Messages.json`, calls: `${uri}/Calls.json`, recordings: `${uri}/Recordings.json` },
      ...{ incoming_phone_numbers: `${uri}/IncomingPhoneNumbers.json`, applications: `${uri}/Applications.json` },
      balance: `${uri}/Balance.json`,
    },
    type: account.type,
    uri: `${uri}.json`,
  }
}
