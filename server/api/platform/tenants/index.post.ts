import { createTenant as contract } from '#shared/contracts/platform'
import { createTenant } from '../../../domain/tenants/platform-tenants'
import { definePlatformHandler } from '../../../http/define-platform-handler'

export default definePlatformHandler(contract, createTenant)
