import type { TenantContext } from '../../context/tenant-context'

/** The columns of `twilio_credentials` that hold a secret. */
export type SealedColumn = 'auth_token_sealed' | 'secondary_token_sealed' | 'api_key_secret_sealed'

/** @throws Error when key, value or place is wrong */
export function openSecret(ctx: TenantContext, rowId: string, column: SealedColumn, sealed: string): string {
  return ctx.app.sealedBox.open(sealed, credentialPlace(ctx, rowId, column))
}

/** The columns of the first token. */
export function sealPrimary(ctx: TenantContext, rowId: string, token: string) {
  return { authTokenSealed: seal(ctx, rowId, 'auth_token_sealed', token), authTokenLastFour: token.slice(-4) }
}

/**
 * The columns of the second token.
 *
 * @param formerAt when it ceased to be the first; null for one that is Twilio's own second
 */
export function sealSecondary(ctx: TenantContext, rowId: string, token: string | null, formerAt: string | null = null) {
  return {
    secondaryFormerAt: token && formerAt,
    secondaryTokenSealed: token && seal(ctx, rowId, 'secondary_token_sealed', token),
    secondaryTokenLastFour: token && token.slice(-4),
  }
}

/** The columns of the API key's secret. */
export function sealApiKey(ctx: TenantContext, rowId: string, secret: string | null) {
  return {
    apiKeySecretSealed: secret && seal(ctx, rowId, 'api_key_secret_sealed', secret),
    apiKeySecretLastFour: secret && secret.slice(-4),
  }
}

function seal(ctx: TenantContext, rowId: string, column: SealedColumn, secret: string): string {
  return ctx.app.sealedBox.seal(secret, credentialPlace(ctx, rowId, column))
}

/** Where a secret of the row is sealed for. */
export const credentialPlace = (ctx: TenantContext, rowId: string, column: SealedColumn) => ({
  table: 'twilio_credentials',
  column,
  tenantId: ctx.tenant.id,
  rowId,
})
