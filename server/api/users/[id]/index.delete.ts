import { removeUser as contract } from '#shared/contracts/users'
import { removeUser } from '../../../domain/users/update-user'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, removeUser)
