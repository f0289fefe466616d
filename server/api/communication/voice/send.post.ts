import { sendVoice as contract } from '#shared/contracts/sending'
import { placeCall } from '../../../domain/communications/place-call'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, placeCall)
