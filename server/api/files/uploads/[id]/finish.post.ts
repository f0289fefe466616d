import { finishUpload as contract } from '#shared/contracts/uploads'
import { finishUpload } from '../../../../domain/files/uploads'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, finishUpload)
