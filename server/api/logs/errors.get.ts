import { listErrors as contract } from '#shared/contracts/logs'
import { listErrors } from '../../domain/logs/read-logs'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listErrors)
