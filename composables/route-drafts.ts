import type { Hours, VoiceRouting, VoiceTarget } from '#shared/telephony/routing'

export type TargetType = VoiceTarget['type']
/** What a call goes to when nobody answers: everything but another forward. */
export type FallbackTarget = Exclude<VoiceTarget, { type: 'forward' }>
export type ForwardTarget = Extract<VoiceTarget, { type: 'forward' }>
export type Callee = ForwardTarget['to'][number]

/** In the order of how often they are wanted. */
export const TARGET_TYPES: readonly TargetType[] = ['forward', 'voicemail', 'voice_message', 'hang_up']

export const TARGET_ICONS: Record<TargetType, string> = {
  forward: 'lucide:phone-forwarded',
  voicemail: 'lucide:voicemail',
  voice_message: 'lucide:audio-lines',
  hang_up: 'lucide:phone-off',
}

/**
 * A target as somebody begins to fill it in.
 *
 * @param say what callers hear unless it is changed, by target
 */
export function newTarget(type: TargetType, say: { voicemail: string; hang_up: string }): VoiceTarget {
  switch (type) {
    case 'forward':
      return { type, to: [], strategy: 'simultaneous', ring_seconds: 20, show: 'caller', fallback: newVoicemail(say) }
    case 'voicemail':
      return newVoicemail(say)
    case 'voice_message':
      return { type, voice_message_id: 0 }
    case 'hang_up':
      return { type, message: say.hang_up }
  }
}

function newVoicemail(say: { voicemail: string }): FallbackTarget {
  return { type: 'voicemail', greeting: say.voicemail, max_seconds: 120 }
}

const WORKING_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const

/** The week that most offices have. */
export function newHours(timezone: string): Hours {
  return {
    timezone,
    days: Object.fromEntries(WORKING_DAYS.map((day) => [day, [{ from: '09:00', to: '17:00' }]])) as Hours['days'],
  }
}

/** Calls by the hours, or all the same: what was chosen for the open ones stays. */
export function withHours(routing: VoiceRouting, hours: Hours | null, closed: VoiceTarget): VoiceRouting {
  return { ...routing, hours, closed: hours && (routing.closed ?? closed) }
}

/** The first remark about a place of the body, or about anything in it. */
export const errorUnder = (errors: Record<string, string>, path: string): string | undefined =>
  Object.entries(errors).find(([at]) => at === path || at.startsWith(`${path}.`))?.[1]
