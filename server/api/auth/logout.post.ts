import { logout as contract } from '#shared/contracts/auth'
import { logout } from '../../domain/sessions/end-session'
import { defineSignOutHandler } from '../../http/define-sign-out-handler'

export default defineSignOutHandler(contract, logout)
