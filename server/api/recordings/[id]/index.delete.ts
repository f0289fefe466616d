import { removeRecording as contract } from '#shared/contracts/recordings'
import { removeRecording } from '../../../domain/recordings/remove-recordings'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, removeRecording)
