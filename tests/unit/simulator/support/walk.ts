import type { Twilio } from 'twilio'
import type { Call } from '../../../../simulator/model.ts'
import { acme, person, type Network } from './network.ts'

export type CreateCall = Partial<Parameters<Twilio['calls']['create']>[0]>

/** Places calls on a network whose document the receiver serves at `/twiml`. */
export function callsOn(network: Network) {
  const place = (more: CreateCall = {}) =>
    network.client.calls.create({ to: person, from: acme.number, url: `${network.receiver.url}/twiml`, ...more })

  return {
    place,
    /** Places a call with this document, lets it end and returns what the simulator knows of it. */
    async walk(verbs: string, more: CreateCall = {}): Promise<Call> {
      network.receiver.twiml('/twiml', verbs)
      const { sid } = await place(more)
      await network.control.settle()
      return (await network.control.calls({ sid }))[0]!
    },
  }
}
