import { continueUpload as contract } from '#shared/contracts/uploads'
import { admitPiece, continueUpload } from '../../../../domain/files/uploads'
import { defineTenantPiece } from '../../../../http/define-tenant-upload'

export default defineTenantPiece(contract, { admit: admitPiece, run: continueUpload })
