import { sendSms as contract } from '#shared/contracts/sending'
import { sendSms } from '../../../domain/communications/send-sms'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, sendSms)
