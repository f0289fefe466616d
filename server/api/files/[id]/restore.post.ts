import { restoreFile as contract } from '#shared/contracts/files'
import { restoreFile } from '../../../domain/files/change-files'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, restoreFile)
