import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

/** An IP address is no name that a passkey could belong to (WebAuthn level 3, section 5.1.2). */
const ADDRESS = /^\[|^\d+(?:\.\d+){3}$/

/**
 * Passkeys as this browser, at this address, has them. What goes wrong is said in words for whoever holds the device; the
 * code that speaks to it comes only when it is asked for.
 */
export function usePasskeys() {
  const { t } = useI18n()

  /** Why passkeys cannot work here, or an empty string. In the browser alone. */
  function obstacle(): string {
    if (ADDRESS.test(location.hostname)) return t('entry.passkey.address', { host: location.host })
    return 'PublicKeyCredential' in window ? '' : t('entry.passkey.unsupported')
  }

  function wordsOf(error: unknown): string {
    const { name, code, message } = error as { name?: string; code?: string; message?: string }
    if (name === 'ApiError') return String(message)
    if (code === 'ERROR_INVALID_DOMAIN' || code === 'ERROR_INVALID_RP_ID' || name === 'SecurityError') {
      return t('entry.passkey.address', { host: location.host })
    }
    if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED' || name === 'InvalidStateError') {
      return t('entry.passkey.known')
    }
    return t('entry.passkey.cancelled')
  }

  return {
    obstacle,
    wordsOf,
    /** Asks the person for one of their passkeys. */
    async ask(options: object) {
      const { startAuthentication } = await import('@simplewebauthn/browser')
      return startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON })
    },
    /** Has the person's device make one. */
    async make(options: object) {
      const { startRegistration } = await import('@simplewebauthn/browser')
      return startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
    },
  }
}
