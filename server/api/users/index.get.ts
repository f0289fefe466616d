import { listUsers as contract } from '#shared/contracts/users'
import { listUsers } from '../../domain/users/users'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listUsers)
