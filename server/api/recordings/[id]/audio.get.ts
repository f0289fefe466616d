import { getRecordingAudio as contract } from '#shared/contracts/recordings'
import { openRecordingAudio } from '../../../domain/recordings/recording-audio'
import { defineRecordingDownload } from '../../../http/define-recording-download'

export default defineRecordingDownload(contract, openRecordingAudio)
