import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { setResponseStatus } from 'h3'
import { afterEach, beforeEach, vi } from 'vitest'
import { usePhoneStore } from '~/stores/phone'
import { useSessionStore } from '~/stores/session'
import { fakePhone } from './fake-line'

/** Where the browser keeps this person's phone, and what its windows call it among themselves. */
export const KEY = 'trunkline:phone:acme-corp:7'

/**
 * Somebody of Acme before the phone, with a server that has tokens for them. The test's file gives it the line that goes
 * nowhere: `vi.mock` works in its own file alone.
 */
export function usePhoneOfAcme() {
  const stopped = vi.fn()
  const stream = { getTracks: () => [{ stop: stopped }] }
  const at = {
    /** What the server says instead of a token. */
    refusal: null as { status: number; code: string; details?: object } | null,
    /** The calls that the server knows. */
    rows: [] as Record<string, unknown>[],
    /** Whether the microphone is closed again. */
    stopped,
    /** The browser's question for the microphone. */
    asked: vi.fn(() => Promise.resolve(stream)),
    /** Questions that are open; the browser answers each when the test says so. */
    questions(): (() => void)[] {
      const open: (() => void)[] = []
      at.asked.mockImplementation(() => new Promise((resolve) => open.push(() => resolve(stream))))
      return open
    },
  }
  let tokens = 0
  registerEndpoint('/api/twilio/token', {
    method: 'POST',
    handler: (event) => {
      if (at.refusal) {
        setResponseStatus(event, at.refusal.status)
        return { success: false, error: { ...at.refusal, message: 'No' } }
      }
      return { success: true, data: { token: `token-${(tokens += 1)}`, may_receive: true } }
    },
  })
  registerEndpoint('/api/phone/calls', () => ({
    success: true,
    data: at.rows,
    pagination: { per_page: 20, has_next: false },
  }))
  registerEndpoint('/api/phone/calls/5/hold', {
    method: 'POST',
    handler: () => ({ success: true, data: { ...at.rows[0], on_hold: true } }),
  })

  beforeEach(async () => {
    tokens = 0
    at.refusal = null
    at.rows = []
    localStorage.clear()
    fakePhone.lines.length = 0
    fakePhone.calls.length = 0
    fakePhone.waits = null
    stopped.mockClear()
    at.asked.mockReset().mockImplementation(() => Promise.resolve(stream))
    vi.stubGlobal('RTCPeerConnection', vi.fn())
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: at.asked } })
    const session = useSessionStore()
    session.tenantId = 'acme-corp'
    session.current = {
      user: { id: 7 },
      tenant: { id: 'acme-corp' },
      permissions: ['communication:read', 'communication:send'],
      acts_as: '7',
    } as never
    await usePhoneStore().resume()
  })
  afterEach(() => {
    vi.useRealTimers()
    usePhoneStore().leave()
    vi.unstubAllGlobals()
  })
  return at
}
