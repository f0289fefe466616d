import { exchange as contract } from '#shared/contracts/auth'
import { exchange } from '../../domain/sessions/exchange'
import { defineSignInHandler } from '../../http/define-sign-in-handler'

export default defineSignInHandler(contract, exchange)
