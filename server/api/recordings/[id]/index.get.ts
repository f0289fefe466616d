import { getRecording as contract } from '#shared/contracts/recordings'
import { getRecording } from '../../../domain/recordings/recordings'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getRecording)
