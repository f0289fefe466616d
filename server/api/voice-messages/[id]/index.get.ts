import { getVoiceMessage as contract } from '#shared/contracts/voice-messages'
import { getVoiceMessage } from '../../../domain/messages/voice-messages'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getVoiceMessage)
