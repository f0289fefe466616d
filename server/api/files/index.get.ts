import { listFiles as contract } from '#shared/contracts/files'
import { listFiles } from '../../domain/files/read-files'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listFiles)
