import { createPhoneToken as contract } from '#shared/contracts/phone'
import { createPhoneToken } from '../../domain/phone/create-token'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, createPhoneToken)
