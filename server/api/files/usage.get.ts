import { getFileUsage as contract } from '#shared/contracts/files'
import { getFileUsage } from '../../domain/files/read-files'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, getFileUsage)
