import { revokeApiKey as contract } from '#shared/contracts/api-keys'
import { revokeApiKey } from '../../../../domain/keys/api-keys'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, revokeApiKey)
