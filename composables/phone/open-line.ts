import { createPhoneToken } from '#shared/contracts/phone'
import { ApiError } from '../api-error'
import { closeMicrophone, MicrophoneError, openMicrophone, type MicrophoneProblem } from '../microphone'
import { LineError, type LineEvents, type LineProblem, type PhoneLine } from './line'
import { tokenRenewal } from './token-renewal'

/** Why the phone does not work. */
export interface PhoneProblem {
  code: LineProblem | `microphone_${MicrophoneProblem}` | 'not_configured' | 'not_allowed' | 'unreachable' | 'elsewhere'
  /** What the tenant's account lacks, of `not_configured`. */
  missing?: string
}

/**
 * Opens a line for the person who is signed in, and sees that its token never ends.
 *
 * @param asks whether the person may be asked for the microphone now
 * @throws what `problemFrom` understands
 */
export async function openPhoneLine(on: Omit<LineEvents, 'tokenEnds'>, asks: boolean) {
  const api = useApi()
  if (!isSupported()) throw new MicrophoneError('unsupported')
  const token = await api.call(createPhoneToken, { body: {} })
  if (asks) closeMicrophone(await openMicrophone({}))
  const { openLine } = await import('./twilio-line')
  const tokens = tokenRenewal(async () => (await api.call(createPhoneToken, { body: {} })).token, {
    renewed: (next) => line.renew(next),
    failed: () => on.failed('token'),
  })
  const line: PhoneLine = openLine(token.token, {
    ...on,
    reachable(isReachable) {
      if (isReachable) tokens.taken()
      on.reachable(isReachable)
    },
    tokenEnds: tokens.renew,
    failed: (problem) => (problem === 'token' ? tokens.refused() : on.failed(problem)),
  })
  return {
    line,
    mayReceive: token.may_receive,
    close(): void {
      tokens.close()
      line.close()
    },
  }
}

export type OpenedLine = Awaited<ReturnType<typeof openPhoneLine>>

/** In words of ours what was thrown. A fault of the page itself is thrown on. */
export function problemFrom(error: unknown): PhoneProblem {
  if (error instanceof MicrophoneError) return { code: `microphone_${error.problem}` }
  if (error instanceof LineError) return { code: error.problem }
  // A part of the pages that could not be loaded.
  if (!(error instanceof ApiError)) return { code: 'unreachable' }
  const { missing } = (error.details ?? {}) as { missing?: string }
  if (error.code === 'NOT_CONFIGURED') return { code: 'not_configured', missing }
  if (error.status === 403) return { code: 'not_allowed' }
  return { code: error.status === 0 ? 'unreachable' : 'failed' }
}

function isSupported(): boolean {
  return typeof RTCPeerConnection !== 'undefined' && Boolean(navigator.mediaDevices as MediaDevices | undefined)
}
