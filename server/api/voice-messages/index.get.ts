import { listVoiceMessages as contract } from '#shared/contracts/voice-messages'
import { listVoiceMessages } from '../../domain/messages/voice-messages'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listVoiceMessages)
