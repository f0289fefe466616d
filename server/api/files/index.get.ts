import { listFiles as contract } from '#shared/contracts/files'
import { listFiles } from '../../domain/files/list-files'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listFiles)
