import { createTicket as contract } from '#shared/contracts/auth'
import { createTicket } from '../../domain/sessions/tickets'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, createTicket)
