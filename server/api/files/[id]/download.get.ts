import { downloadFile as contract } from '#shared/contracts/files'
import { downloadFile } from '../../../domain/files/read-files'
import { defineFileDownload } from '../../../http/define-file-download'

export default defineFileDownload(contract, downloadFile)
