import type { ComboboxOption } from '~/components/ui/UiCombobox.vue'

/** Locales that people set; another one that is set already is kept. */
const LOCALES = `ar-AE ar-EG ar-SA bg-BG bn-BD ca-ES cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-IE en-IN
  en-NZ en-SG en-US en-ZA es-AR es-CL es-CO es-ES es-MX es-PE es-US et-EE fi-FI fil-PH fr-BE fr-CA fr-CH fr-FR he-IL hi-IN
  hr-HR hu-HU id-ID is-IS it-CH it-IT ja-JP ko-KR lt-LT lv-LV ms-MY nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK
  sl-SI sr-RS sv-SE th-TH tr-TR uk-UA vi-VN zh-CN zh-HK zh-TW`.split(/\s+/)

/** Every country with telephone numbers of its own, as the rule of allowed countries tells them apart. */
export const TELEPHONE_COUNTRIES =
  `AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO
  BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
  FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM
  JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
  MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA
  SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY
  UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`.split(/\s+/)

/** @param language of the words, not of the tenant's locale: the pages' own */
export function countryOptions(language: string): ComboboxOption[] {
  const names = new Intl.DisplayNames(language, { type: 'region' })
  return byLabel(TELEPHONE_COUNTRIES.map((value) => ({ value, label: names.of(value) ?? value, detail: value })))
}

export function currencyOptions(language: string, current: string): ComboboxOption[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  const codes = withCurrent(Intl.supportedValuesOf('currency'), current)
  return byLabel(codes.map((value) => ({ value, label: names.of(value) ?? value, detail: value })))
}

export function localeOptions(language: string, current: string): ComboboxOption[] {
  const names = new Intl.DisplayNames(language, { type: 'language', languageDisplay: 'standard' })
  return byLabel(
    withCurrent(LOCALES, current).map((value) => ({ value, label: names.of(value) ?? value, detail: value })),
  )
}

/** Zones with what they differ from UTC at `now`. */
export function timeZoneOptions(current: string, now: Date): ComboboxOption[] {
  return withCurrent([...Intl.supportedValuesOf('timeZone'), 'UTC'], current).map((value) => ({
    value,
    label: value.replaceAll('_', ' '),
    detail: offsetOf(value, now),
  }))
}

function offsetOf(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(now)
  return parts.find(({ type }) => type === 'timeZoneName')!.value.replace('GMT', 'UTC')
}

const withCurrent = (values: readonly string[], current: string) => [...new Set([...values, current])]
const byLabel = (options: ComboboxOption[]) => options.sort((a, b) => a.label.localeCompare(b.label))
