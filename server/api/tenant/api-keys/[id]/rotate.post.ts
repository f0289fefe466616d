import { rotateApiKey as contract } from '#shared/contracts/api-keys'
import { rotateApiKey } from '../../../../domain/keys/api-keys'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, rotateApiKey)
