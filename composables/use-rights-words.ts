import { sentence } from './issue-words'

/** Rights said in a line: a preset's name, or how many areas at which level, with the areas themselves for hovering. */
export function useRightsWords() {
  const { t } = useI18n()
  const listed = (areas: readonly string[]) => areas.map((area) => t(`users.areas.${area}`)).join(', ')

  return (permissions: readonly string[]): { short: string; long: string } => {
    const write = areasAt(permissions, 'write')
    const read = areasAt(permissions, 'read')
    const long = [
      write.length > 0 ? t('users.rights.writes', { areas: listed(write) }) : '',
      read.length > 0 ? t('users.rights.reads', { areas: listed(read) }) : '',
    ]
    const preset = presetOf(permissions)
    const counts = [
      write.length > 0 ? t('users.rights.writeCount', { count: write.length }) : '',
      read.length > 0 ? t('users.rights.readCount', { count: read.length }) : '',
    ]
    const short = preset ? t(`users.presets.${preset}`) : sentence(counts.filter(Boolean).join(', '))
    return { short: short || t('users.rights.none'), long: long.filter(Boolean).join('\n') }
  }
}
