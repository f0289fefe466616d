import { passkeySignInOptions as contract } from '#shared/contracts/passkeys'
import { passkeySignInOptions } from '../../../domain/users/passkey-sign-in'
import { defineSignInHandler } from '../../../http/define-sign-in-handler'

export default defineSignInHandler(contract, passkeySignInOptions)
