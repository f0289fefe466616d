import type { TenantContext } from '../../context/tenant-context'
import { signAudio } from '../../crypto/audio-token'

/**
 * Where a tenant's audio is fetched, by Twilio in a call and by a page that plays it: for seven days, without a key.
 * Another content under the same name has another address, so that nobody plays the old one out of a cache.
 */
export function audioUrl(ctx: TenantContext, name: string, sha256: string): string {
  const { publicBaseUrl, secretKey } = ctx.app.config
  const token = signAudio(secretKey, ctx.tenant.id, name, ctx.app.clock.now())
  return `${publicBaseUrl}/files/mp3/${encodeURIComponent(name)}.mp3?token=${token}&v=${sha256.slice(0, 12)}`
}
