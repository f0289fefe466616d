import { createApiKey as contract } from '#shared/contracts/api-keys'
import { createApiKey } from '../../../domain/keys/api-keys'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, createApiKey)
