import { previewVoiceMessage as contract } from '#shared/contracts/voice-messages'
import { previewMessage } from '../../../domain/messages/preview-message'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, previewMessage)
