import type { SettingsRow, TenantRow } from '../../db/system-db'
import { settingsColumns, type SettingsForm } from './settings-form'

/** A tenant's row with what it begins with. */
export function newTenantRow(given: Pick<TenantRow, 'id' | 'name' | 'fromNumber'>, now: string): TenantRow {
  return { ...given, plan: 'standard', status: 'active', isActive: true, createdAt: now, updatedAt: now }
}

/** Its settings, with the defaults of the table where nothing is given. */
export function newSettingsRow(
  tenantId: string,
  given: { [Key in keyof SettingsForm]?: SettingsForm[Key] | undefined },
  now: string,
): SettingsRow {
  return {
    tenantId,
    timezone: 'UTC',
    locale: 'en-US',
    currency: 'USD',
    maxCallsPerDay: null,
    spendLimitPerDayMicros: null,
    allowedCountries: null,
    quietHours: null,
    voices: {},
    allowedOrigins: [],
    smsSegmentPriceMicros: 8_300,
    callMinutePriceMicros: 14_000,
    brandName: null,
    accentColour: null,
    logo: null,
    requireSecondFactor: false,
    autoRecordCalls: false,
    recordingAnnouncement: null,
    recordingRetentionDays: null,
    holdMusicFileId: null,
    repairTelephony: false,
    ...settingsColumns(given),
    updatedAt: now,
  }
}
