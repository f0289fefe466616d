import type { App } from '../../context/app'
import type { SettingsRow } from '../../db/system-db'

/** The origins whose pages may frame a tenant's: its own, and those of the whole installation. Nobody's: the latter. */
export function allowedOrigins(
  app: Pick<App, 'config'>,
  settings: Pick<SettingsRow, 'allowedOrigins'> | undefined,
): string[] {
  return [...new Set([...(settings?.allowedOrigins ?? []), ...app.config.allowedOrigins])]
}
