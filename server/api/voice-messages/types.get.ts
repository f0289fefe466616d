import { listVoiceTypes as contract } from '#shared/contracts/voice-messages'
import { listVoiceTypes } from '../../domain/messages/voice-messages'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listVoiceTypes)
