import { secondFactorOptions as contract } from '#shared/contracts/second-factor'
import { secondFactorOptions } from '../../../domain/users/finish-second-factor'
import { defineSignInHandler } from '../../../http/define-sign-in-handler'

export default defineSignInHandler(contract, secondFactorOptions)
