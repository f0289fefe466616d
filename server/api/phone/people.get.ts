import { listPhonePeople as contract } from '#shared/contracts/phone-calls'
import { listPhonePeople } from '../../domain/phone/phone-people'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listPhonePeople)
