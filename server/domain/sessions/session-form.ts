import type { z } from 'zod'
import type { Session } from '#shared/contracts/auth'
import type { App } from '../../context/app'
import type { CallerSession } from '../../context/tenant-context'
import type { SettingsRow, TenantRow } from '../../db/system-db'
import { allowedOrigins } from '../tenants/allowed-origins'
import { logoUrl } from '../tenants/logo-url'
import { actsAs, principalOfSession } from './principals'

export type SessionForm = z.input<typeof Session>

/** A session as pages see it. */
export function sessionForm(
  app: Pick<App, 'config'>,
  { tenant, settings }: { tenant: TenantRow; settings: SettingsRow },
  session: CallerSession,
): SessionForm {
  const { row, user } = session
  const principal = principalOfSession(session)
  return {
    id: row.id,
    kind: row.kind,
    stage: row.stage,
    tenant: {
      id: tenant.id,
      name: tenant.name,
      timezone: settings.timezone,
      locale: settings.locale,
      currency: settings.currency,
      from_number: tenant.fromNumber,
      brand: {
        name: settings.brandName ?? app.config.appName,
        accent_colour: settings.accentColour,
        logo_url: logoUrl(app, settings),
      },
      allowed_origins: allowedOrigins(app, settings),
    },
    user: { id: user?.id ?? null, username: user?.username ?? null, display_name: principal.actorName },
    permissions: [...principal.permissions],
    is_test: principal.isTest,
    acts_as: actsAs(session),
    must_change_password: user?.mustChangePassword ?? false,
    expires_at: row.expiresAt,
  }
}
