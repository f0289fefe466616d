import { checkCommunication as contract } from '#shared/contracts/compliance'
import { checkCommunication } from '../../domain/compliance/gate'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, checkCommunication)
