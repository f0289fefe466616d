import { getQuery, getRouterParam } from 'h3'
import { verifyAudio } from '../../../crypto/audio-token'
import { findAudio } from '../../../domain/files/find-audio'
import { AppError } from '../../../errors'
import { definePublicHandler } from '../../../http/define-public-handler'
import { serveFile } from '../../../http/serve-file'

/** Audio for a call under way. The token in the address is the only right: Twilio sends no call parameters here. */
export default definePublicHandler('/files/mp3/{filename}.mp3', async (app, event) => {
  const file = (getRouterParam(event, 'name', { decode: true }) ?? '').replace(/\.mp3$/, '')
  const token = String(getQuery(event).token ?? '')
  const tenantId = verifyAudio(app.config.secretKey, token, file, app.clock.now())
  const audio = tenantId && (await findAudio(app, tenantId, file))
  if (!audio) throw new AppError('SIGNATURE_INVALID')
  return serveFile(app, event, audio)
})
