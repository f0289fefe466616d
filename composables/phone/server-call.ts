import * as contracts from '#shared/contracts/phone-calls'
import type { CallData } from '../use-api'

export type ServerCall = CallData<typeof contracts.listPhoneCalls>
export type TransferTarget = { to: string } | { user_id: number }

/**
 * The running call as the server knows it: whether the other side is on hold, and how far a transfer is.
 *
 * @param sid Twilio's name of this browser's leg; null while none runs
 */
export function serverCall(sid: () => string | null) {
  const api = useApi()
  const session = useSessionStore()
  const row = shallowRef<ServerCall | null>(null)

  async function refresh(): Promise<void> {
    const asked = sid()
    if (!asked || !session.can('communication:read')) return void (row.value = null)
    try {
      const { items } = await api.list(contracts.listPhoneCalls, { query: {} })
      if (sid() === asked) row.value = items.find(({ call_sid: own }) => own === asked) ?? null
    } catch {
      // What is known stays: the call itself goes on without the server.
    }
  }

  /** @throws ApiError */
  async function change(run: (params: { id: number }) => Promise<ServerCall>): Promise<void> {
    if (!row.value) return
    const { id } = row.value
    const answer = await run({ id })
    if (row.value?.id === id) row.value = answer
  }

  const body = {}
  return {
    row,
    refresh,
    hold: () => change((params) => api.call(row.value?.on_hold ? contracts.resumeCall : contracts.holdCall, { params, body })), // prettier-ignore
    transfer: (target: TransferTarget, kind: 'warm' | 'cold') =>
      change((params) => api.call(contracts.transferCall, { params, body: { ...target, kind } })),
    complete: () => change((params) => api.call(contracts.completeTransfer, { params, body })),
    cancel: () => change((params) => api.call(contracts.cancelTransfer, { params, body })),
  }
}
