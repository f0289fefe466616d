import { updateFile as contract } from '#shared/contracts/files'
import { updateFile } from '../../../domain/files/change-files'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, updateFile)
