import { getSession as contract } from '#shared/contracts/auth'
import { getSession } from '../../domain/sessions/read-session'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, getSession)
