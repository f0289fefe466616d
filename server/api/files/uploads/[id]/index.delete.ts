import { cancelUpload as contract } from '#shared/contracts/uploads'
import { cancelUpload } from '../../../../domain/files/uploads'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, cancelUpload)
