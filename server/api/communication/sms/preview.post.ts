import { previewSms as contract } from '#shared/contracts/sending'
import { previewSms } from '../../../domain/messages/preview-message'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, previewSms)
