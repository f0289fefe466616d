import type { SettingsRow } from '../../db/system-db'

/** Settings as the API says them: money in units, names with underscores. */
export function settingsForm(row: SettingsRow) {
  return {
    timezone: row.timezone,
    locale: row.locale,
    currency: row.currency,
    max_calls_per_day: row.maxCallsPerDay,
    spend_limit_per_day: row.spendLimitPerDayMicros === null ? null : fromMicros(row.spendLimitPerDayMicros),
    allowed_countries: row.allowedCountries,
    quiet_hours: row.quietHours,
    voices: row.voices,
    allowed_origins: row.allowedOrigins,
    brand: { name: row.brandName, accent_colour: row.accentColour },
    require_second_factor: row.requireSecondFactor,
    auto_record_calls: row.autoRecordCalls,
    recording_announcement: row.recordingAnnouncement,
    recording_retention_days: row.recordingRetentionDays,
    hold_music_file_id: row.holdMusicFileId,
    repair_telephony: row.repairTelephony,
    prices: { sms_segment: fromMicros(row.smsSegmentPriceMicros), call_minute: fromMicros(row.callMinutePriceMicros) },
  }
}

export type SettingsForm = ReturnType<typeof settingsForm>

/** The columns for the fields given; absent fields are absent. */
export function settingsColumns(form: { [Key in keyof SettingsForm]?: SettingsForm[Key] | undefined }) {
  return dropAbsent({
    timezone: form.timezone,
    locale: form.locale,
    currency: form.currency,
    maxCallsPerDay: form.max_calls_per_day,
    spendLimitPerDayMicros: mapPresent(form.spend_limit_per_day, toMicros),
    allowedCountries: form.allowed_countries,
    quietHours: form.quiet_hours,
    voices: form.voices,
    allowedOrigins: form.allowed_origins,
    brandName: form.brand?.name,
    accentColour: form.brand?.accent_colour,
    requireSecondFactor: form.require_second_factor,
    autoRecordCalls: form.auto_record_calls,
    recordingAnnouncement: form.recording_announcement,
    recordingRetentionDays: form.recording_retention_days,
    holdMusicFileId: form.hold_music_file_id,
    repairTelephony: form.repair_telephony,
    smsSegmentPriceMicros: form.prices && toMicros(form.prices.sms_segment),
    callMinutePriceMicros: form.prices && toMicros(form.prices.call_minute),
  })
}

/** Micro-units as a number of units. */
export const fromMicros = (micros: number): number => micros / 1_000_000

/** Units as micro-units: what is stored and added up. */
export const toMicros = (units: number): number => Math.round(units * 1_000_000)

function mapPresent<T, R>(value: T | null | undefined, map: (value: T) => R): R | null | undefined {
  return value === null || value === undefined ? (value as null | undefined) : map(value)
}

function dropAbsent<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never
}
