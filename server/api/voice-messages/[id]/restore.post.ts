import { restoreVoiceMessage as contract } from '#shared/contracts/voice-messages'
import { restoreVoiceMessage } from '../../../domain/messages/voice-messages'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, restoreVoiceMessage)
