import { changePassword as contract } from '#shared/contracts/second-factor'
import { changePassword } from '../../domain/users/change-password'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, changePassword)
