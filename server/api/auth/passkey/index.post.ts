import { passkeySignIn as contract } from '#shared/contracts/passkeys'
import { passkeySignIn } from '../../../domain/users/passkey-sign-in'
import { defineSignInHandler } from '../../../http/define-sign-in-handler'

export default defineSignInHandler(contract, passkeySignIn)
