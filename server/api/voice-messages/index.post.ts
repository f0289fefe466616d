import { createVoiceMessage as contract } from '#shared/contracts/voice-messages'
import { createVoiceMessage } from '../../domain/messages/voice-messages'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, createVoiceMessage)
