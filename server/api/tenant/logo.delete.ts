import { removeLogo as contract } from '#shared/contracts/tenant-logo'
import { removeLogo } from '../../domain/tenants/logo'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, removeLogo)
