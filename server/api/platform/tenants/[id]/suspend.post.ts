import { suspendTenant as contract } from '#shared/contracts/platform'
import { suspendTenant } from '../../../../domain/tenants/platform-tenants'
import { definePlatformHandler } from '../../../../http/define-platform-handler'

export default definePlatformHandler(contract, suspendTenant)
