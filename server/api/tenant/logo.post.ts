import { setLogo as contract } from '#shared/contracts/tenant-logo'
import { admitLogo, setLogo } from '../../domain/tenants/logo'
import { defineTenantUpload } from '../../http/define-tenant-upload'

export default defineTenantUpload(contract, { admit: admitLogo, run: setLogo })
