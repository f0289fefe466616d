import type { App } from '../../context/app'
import type { SettingsRow } from '../../db/system-db'

/**
 * Where the picture beside a tenant's name is; null where it has none. No key is needed: who has no picture cannot guess
 * its address, which is a hash of it.
 */
export function logoUrl(
  app: Pick<App, 'config'>,
  { tenantId, logo }: Pick<SettingsRow, 'tenantId' | 'logo'>,
): string | null {
  return logo === null ? null : `${app.config.publicBaseUrl}/files/logo/${tenantId}/${logo}`
}
