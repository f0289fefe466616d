import { updateUser as contract } from '#shared/contracts/users'
import { updateUser } from '../../../domain/users/update-user'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, updateUser)
