import { createUser as contract } from '#shared/contracts/users'
import { createUser } from '../../domain/users/create-user'
import { hashGivenPassword } from '../../domain/users/password'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, createUser, hashGivenPassword)
