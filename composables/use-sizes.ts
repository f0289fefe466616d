const STEP = 1024
const UNITS = ['bytes', 'kb', 'mb', 'gb'] as const

/** How much room bytes take, in words. */
export function useSizes() {
  const { t } = useI18n()
  const format = useFormat()
  const placeOf = (bytes: number) => {
    let at = 0
    while (bytes >= STEP ** (at + 1) && at < UNITS.length - 1) at++
    return at
  }
  const amount = (bytes: number, at: number) => format.number(bytes / STEP ** at, at < 2 ? 0 : 1)

  return {
    /** `14 KB`, `1.2 MB`, `500 MB` */
    size(bytes: number): string {
      const at = placeOf(bytes)
      const isRound = bytes % STEP ** at === 0
      return t(`files.size.${UNITS[at]}`, { amount: isRound ? format.number(bytes / STEP ** at) : amount(bytes, at) })
    },
    /** `1.2 of 4.0 MB` */
    sizeOf(part: number, whole: number): string {
      const at = placeOf(whole)
      const words = t(`files.size.${UNITS[at]}`, { amount: amount(whole, at) })
      return t('files.size.of', { part: amount(part, at), whole: words })
    },
  }
}
