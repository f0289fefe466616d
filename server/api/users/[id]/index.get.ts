import { getUser as contract } from '#shared/contracts/users'
import { getUser } from '../../../domain/users/users'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getUser)
