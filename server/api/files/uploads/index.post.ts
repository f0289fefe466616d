import { beginUpload as contract } from '#shared/contracts/uploads'
import { beginUpload } from '../../../domain/files/uploads'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, beginUpload)
