/** The audit's names in plain words; one that nobody has found words for stays as it is. */
export function useAuditWords() {
  const { t, te } = useI18n()
  const inWords = (key: string, name: string) => (te(key) ? t(key) : name)
  return {
    /** `voice-messages.update`: "Template changed" */
    operationWords: (operation: string) => inWords(`logs.operation.${operation.replaceAll(/[.-]/g, '_')}`, operation),
    /** `voice_message`: "Template" */
    entityWords: (entity: string) => inWords(`logs.entity.${entity}`, entity),
    /** `user`: "Person" */
    actorWords: (kind: string) => inWords(`logs.actor.${kind}`, kind),
  }
}
