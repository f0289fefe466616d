import { createTwimlApp as contract } from '#shared/contracts/telephony'
import { createTwimlApp } from '../../../domain/numbers/twiml-app'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, createTwimlApp)
