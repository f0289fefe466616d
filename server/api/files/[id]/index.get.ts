import { getFile as contract } from '#shared/contracts/files'
import { getFile } from '../../../domain/files/read-files'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getFile)
