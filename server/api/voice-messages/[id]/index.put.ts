import { updateVoiceMessage as contract } from '#shared/contracts/voice-messages'
import { updateVoiceMessage } from '../../../domain/messages/voice-messages'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, updateVoiceMessage)
