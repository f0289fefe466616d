import type { App } from '../context/app'
import { hashKey } from '../crypto/hash-key'

/** `^[A-Za-z0-9_-]{20,200}$`, and the shorter documented sample keys: nothing else can be a key. */
const KEY_FORM = /^[A-Za-z0-9_-]{1,200}$/

/** A key that counts, with its tenant. The newest secret first: all keys but the old ones are hashed with it. */
export async function findApiKey(key: string, app: App) {
  if (!KEY_FORM.test(key)) return undefined
  const now = app.clock.now().toISOString()
  for (const secret of app.config.apiKeySecrets) {
    const found = await app.system.findByKeyHash(hashKey(key, secret), now)
    if (found) {
      app.keyUse.used(found.tenant.id, found.key.id)
      return found
    }
  }
  return undefined
}
