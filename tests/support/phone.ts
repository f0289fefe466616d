import { expect } from 'vitest'
import type { Answer, Api } from './api.ts'
import { eventually } from './eventually.ts'
import { readLedger, readTimeline } from './ledger.ts'
import { connectNumbers, routeNumber } from './numbers.ts'
import { peopleOf } from './people.ts'
import { liftLimits } from './send.ts'
import { signIn } from './sign-in.ts'
import { makeApplication } from './twiml-application.ts'
import { ACME, type World } from './world.ts'

/** A call under way in a person's browser. */
export interface Talk {
  id: number
  /** The legs at Twilio: the browser's, and the other side's. */
  own: string
  other: string
}

/** Somebody in a conference, as Twilio says it. */
interface Participant {
  call_sid: string
  hold: boolean
}

const PEOPLE = { permissions: ['communication:read', 'communication:send'], password: 'long enough' }

/** Acme's browser telephones: people who call and are called, and what their legs do at the network. */
export async function startPhones(world: World) {
  await liftLimits(world.api)
  // People who talk until somebody hangs up.
  await world.sim.setDefaults({ walkSpeed: 1, talkMs: 500_000, answerAfterMs: 300 })
  await connectNumbers(world, ACME, [ACME.from])
  const applicationSid = await makeApplication(world, ACME)

  const leg = async (sid: string) => (await world.sim.calls({ sid }))[0]!
  const phones = {
    leg,
    heardBy: async (sid: string, kind: string) => (await leg(sid)).heard.filter((each) => each.kind === kind),
    /** Waits until a leg has ended. */
    over: (sid: string) =>
      eventually(
        async () => (await leg(sid)).status,
        (status) => ['completed', 'canceled', 'no-answer', 'busy'].includes(status),
      ),
    typesOf: async (id: number) => (await readTimeline(world.api, id)).map(({ type }) => type),
    /** Waits until something stands on a call's timeline. */
    told: (id: number, type: string) =>
      eventually(
        async () => (await readTimeline(world.api, id)).find((event) => event.type === type),
        (event) => event !== undefined,
      ),
    /** Who is in the call's conference at Twilio, and who of them hears music. */
    async room({ id }: Pick<Talk, 'id'>): Promise<{ callSid: string; held: boolean }[]> {
      const authorization = `Basic ${Buffer.from(`${ACME.sid}:${ACME.token}`).toString('base64')}`
      const at = (path: string) => `${world.simulatorUrl}/2010-04-01/Accounts/${ACME.sid}/Conferences${path}.json`
      const ask = async <T>(url: string) => (await (await fetch(url, { headers: { authorization } })).json()) as T
      const named = `${at('')}?FriendlyName=trunkline-acme-corp-${id}`
      const { conferences } = await ask<{ conferences: { sid: string; status: string }[] }>(named)
      // Also one who never met anybody, whose conference has not begun.
      const open = conferences.filter(({ status }) => status !== 'completed')
      const lists = await Promise.all(
        open.map(({ sid }) => ask<{ participants: Participant[] }>(at(`/${sid}/Participants`))),
      )
      return lists
        .flatMap(({ participants }) => participants)
        .map((each) => ({ callSid: each.call_sid, held: each.hold }))
    },
    /** Waits until so many are in a call's conference. */
    gathered: (call: Pick<Talk, 'id'>, count: number) =>
      eventually(
        () => phones.room(call),
        (members) => members.length === count,
      ),
    newPhone: () => newPhone(world, applicationSid),
  }
  return phones
}

export type Phones = Awaited<ReturnType<typeof startPhones>>
export type Phone = Awaited<ReturnType<Phones['newPhone']>>

/** A person with a browser in which calls run. */
async function newPhone(world: World, applicationSid: string) {
  const { id: userId, username, display_name: name } = await peopleOf(() => world).newUser(PEOPLE)
  const { api } = await signIn(world, ACME.id, { username, password: PEOPLE.password })
  const identity = `u${userId}_acme_corp`
  const running = async () => (await api('/api/phone/calls')).body.data
  const calling = (is: (call: any) => boolean) =>
    eventually(
      async () => (await running()).find(is),
      (call) => call !== undefined,
    )
  return {
    ...{ userId, name: name as string, identity, api: api as Api, running, calling },
    post: (path: string, body: object = {}, as: Api = api): Promise<Answer> => as(`/api/phone/calls/${path}`, { body }),
    /** Calls somebody, without waiting for an answer. @returns the SID of the browser's leg */
    dial: async (to: string) => (await world.sim.clientCall({ identity, applicationSid, params: { To: to } })).sid,
    /** Somebody called from the browser, who has answered. */
    async talk(to: string): Promise<Talk> {
      const { sid: own } = await world.sim.clientCall({ identity, applicationSid, params: { To: to } })
      const call = await calling((each) => each.to_number === to && each.status === 'in-progress')
      return { id: call.id, own, other: (await world.sim.calls({ parentCallSid: own }))[0]!.sid }
    },
    /** Somebody who calls the tenant's number, which rings in this browser and is answered there. */
    async answer(from: string, fallback: object = { type: 'hang_up', message: 'We are closed.' }): Promise<Talk> {
      const open = { type: 'forward', to: [{ user_id: userId }], ring_seconds: 20, fallback }
      await routeNumber(world.api, { voice_routing: { hours: null, open, closed: null } })
      const { sid: other } = await world.sim.inboundCall({ from, to: ACME.from })
      const call = await calling((each) => each.peer_number === from)
      const [own] = await world.sim.calls({ parentCallSid: other })
      expect(call).toMatchObject({ direction: 'inbound', status: 'in-progress', call_sid: own!.sid, on_hold: false })
      return { id: call.id, own: own!.sid, other }
    },
    /** The leg that a transfer makes, once it is so far. */
    async target(id: number, status: string): Promise<string> {
      const call = await calling((each) => each.id === id && each.transfer?.status === status)
      const { to_number: number, user_id: colleague, communication_id: made } = call.transfer
      if (number === null) {
        const legs = await world.sim.calls({ to: `client:u${colleague}_acme_corp` })
        return legs.find(({ direction, status: is }) => direction === 'outbound-api' && is === status)!.sid
      }
      const rows = await readLedger(world.api, `number=${encodeURIComponent(number)}`)
      return rows.find((row) => row.id === made)!.twilio_sid!
    },
  }
}
