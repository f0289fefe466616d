import { uploadFile as contract } from '#shared/contracts/files'
import { admitUpload, uploadFile } from '../../domain/files/upload-file'
import { defineTenantUpload } from '../../http/define-tenant-upload'

export default defineTenantUpload(contract, { admit: admitUpload, run: uploadFile })
