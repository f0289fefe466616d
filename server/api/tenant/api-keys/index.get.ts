import { listApiKeys as contract } from '#shared/contracts/api-keys'
import { listApiKeys } from '../../../domain/keys/api-keys'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, listApiKeys)
