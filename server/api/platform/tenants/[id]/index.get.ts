import { getTenant as contract } from '#shared/contracts/platform'
import { getTenant } from '../../../../domain/tenants/platform-tenants'
import { definePlatformHandler } from '../../../../http/define-platform-handler'

export default definePlatformHandler(contract, getTenant)
