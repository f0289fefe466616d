import { removeFile as contract } from '#shared/contracts/files'
import { removeFile } from '../../../domain/files/change-files'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, removeFile)
