import { login as contract } from '#shared/contracts/auth'
import { login } from '../../domain/sessions/login'
import { defineSignInHandler } from '../../http/define-sign-in-handler'

export default defineSignInHandler(contract, login)
