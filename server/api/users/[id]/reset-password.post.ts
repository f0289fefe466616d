import { resetPassword as contract } from '#shared/contracts/users'
import { hashTemporaryPassword } from '../../../domain/users/password'
import { resetPassword } from '../../../domain/users/reset-password'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, resetPassword, hashTemporaryPassword)
