import { activateTenant as contract } from '#shared/contracts/platform'
import { activateTenant } from '../../../../domain/tenants/platform-tenants'
import { definePlatformHandler } from '../../../../http/define-platform-handler'

export default definePlatformHandler(contract, activateTenant)
