import { finishSecondFactor as contract } from '#shared/contracts/second-factor'
import { finishSecondFactor } from '../../../domain/users/finish-second-factor'
import { defineSignInHandler } from '../../../http/define-sign-in-handler'

export default defineSignInHandler(contract, finishSecondFactor)
