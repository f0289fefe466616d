import type { TenantContext } from '../../context/tenant-context'
import { signAudio } from '../../crypto/audio-token'

/** What Twilio plays inside a call (https://www.twilio.com/docs/voice/twiml/play), by our types; an `xml` is none of it. */
export const CONTENT_TYPES: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', wav: 'audio/wav' }
export const PLAYABLE_TYPES: readonly string[] = Object.keys(CONTENT_TYPES)

/** What templates call a file, `{MP3~name}`: its name without the ending. */
export const audioName = (filename: string): string => filename.replace(/\.[^.]+$/, '')

/** Where a tenant's audio is fetched, by Twilio in a call and by a page that plays it: for seven days, without a key. */
export function audioUrl(ctx: TenantContext, name: string): string {
  const { publicBaseUrl, secretKey } = ctx.app.config
  const token = signAudio(secretKey, ctx.tenant.id, name, ctx.app.clock.now())
  return `${publicBaseUrl}/files/mp3/${encodeURIComponent(name)}.mp3?token=${token}`
}
