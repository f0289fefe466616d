import { listTenants as contract } from '#shared/contracts/platform'
import { listTenants } from '../../../domain/tenants/platform-tenants'
import { definePlatformHandler } from '../../../http/define-platform-handler'

export default definePlatformHandler(contract, listTenants)
