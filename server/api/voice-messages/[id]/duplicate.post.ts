import { duplicateVoiceMessage as contract } from '#shared/contracts/voice-messages'
import { duplicateVoiceMessage } from '../../../domain/messages/voice-messages'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, duplicateVoiceMessage)
