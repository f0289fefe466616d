import { codeOf } from '#shared/communication/failure-kinds'
import { describeTwilioError, type ErrorExplanation } from '#shared/communication/twilio-errors'

/** Why communications failed, for whoever reads it: in our words where we have some, else in Twilio's. */
export function useFailureKinds() {
  const { t } = useI18n()
  return {
    /**
     * @param key names the way to fail: `twilio-30003`, `busy`
     * @param said the error as it was given to us
     */
    explain(key: string, said: string | null): ErrorExplanation {
      const code = codeOf(key)
      const known = code === null ? null : describeTwilioError(code)
      if (known) return known
      const words = code === null ? key : 'twilio'
      // Of the others nobody knows more than what was said.
      const isOurs = key === 'unreachable' || key === 'not-accepted'
      return {
        title: t(`failure.${words}.title`, { code }),
        explanation: said !== null && !isOurs ? said : t(`failure.${words}.text`),
        whatToDo: t(`failure.${words}.toDo`),
      }
    },
  }
}
