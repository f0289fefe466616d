import { previewDraft as contract } from '#shared/contracts/voice-messages'
import { previewDraft } from '../../domain/messages/preview-message'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, previewDraft)
