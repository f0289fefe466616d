import { listRecordings as contract } from '#shared/contracts/recordings'
import { listRecordings } from '../../domain/recordings/recordings'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listRecordings)
