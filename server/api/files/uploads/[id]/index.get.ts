import { getUpload as contract } from '#shared/contracts/uploads'
import { getUpload } from '../../../../domain/files/uploads'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getUpload)
