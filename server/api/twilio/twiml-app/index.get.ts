import { getTwimlApp as contract } from '#shared/contracts/telephony'
import { getTwimlApp } from '../../../domain/numbers/twiml-app'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getTwimlApp)
