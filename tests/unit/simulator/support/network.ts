import twilio from 'twilio'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { createControlClient, type ControlClient } from '../../../../simulator/control-client.ts'
import { startSimulator, type Simulator } from '../../../../simulator/start.ts'
import { startReceiver, type Receiver } from './receiver.ts'

export const acme = { sid: `AC${'a'.repeat(30)}01`, token: `${'a'.repeat(30)}01`, number: '+12345678900' }
export const globex = { sid: `AC${'b'.repeat(30)}01`, token: `${'b'.repeat(30)}01`, number: '+12135550199' }
export const person = '+12125550123'

export type Network = { simulator: Simulator; control: ControlClient; receiver: Receiver; client: twilio.Twilio }

/**
 * A simulator, a server that receives its webhooks and the official SDK, for all tests of a file; reset before each,
 * with a clock that moves only when a test says so.
 */
export function useNetwork(): Network {
  const network = {} as Network
  const errors = vi.spyOn(console, 'error')
  beforeAll(async () => {
    network.simulator = await startSimulator()
    network.control = createControlClient(network.simulator.url)
    network.receiver = await startReceiver()
    network.client = clientOf(network.simulator.url)
  })
  beforeEach(async () => {
    await network.control.reset()
    await network.control.setClock({ mode: 'manual' })
    network.receiver.reset()
  })
  // The simulator reports its own failures there and goes on; a test must not.
  afterEach(() => {
    const seen = errors.mock.calls.slice()
    errors.mockClear()
    expect(seen).toEqual([])
  })
  afterAll(async () => {
    await network.simulator.close()
    await network.receiver.close()
  })
  return network
}

/** The official SDK, speaking to the simulator. */
export function clientOf(
  baseUrl: string,
  account: { sid: string; token: string; user?: string } = acme,
  options: { timeout?: number } = {},
): twilio.Twilio {
  const httpClient = new LoopbackClient(baseUrl, options.timeout)
  return twilio(account.user ?? account.sid, account.token, { httpClient, accountSid: account.sid })
}

class LoopbackClient extends twilio.RequestClient {
  private readonly baseUrl: string

  constructor(baseUrl: string, timeout?: number) {
    super(timeout ? { timeout } : {})
    this.baseUrl = baseUrl
  }

  override request<TData>(options: Parameters<twilio.RequestClient['request']>[0]) {
    const uri = options.uri.replace('https://api.twilio.com', this.baseUrl)
    return super.request<TData>({ ...options, uri } as never)
  }
}
