import { embed as contract } from '#shared/contracts/auth'
import { createEmbed } from '../../domain/sessions/embed'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, createEmbed)
