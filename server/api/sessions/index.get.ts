import { listSessions as contract } from '#shared/contracts/sessions'
import { listSessions } from '../../domain/sessions/list-sessions'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listSessions)
