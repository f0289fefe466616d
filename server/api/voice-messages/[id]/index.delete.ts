import { removeVoiceMessage as contract } from '#shared/contracts/voice-messages'
import { removeVoiceMessage } from '../../../domain/messages/voice-messages'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, removeVoiceMessage)
