import { holdMusic } from '../../domain/phone/hold-music'
import { definePublicHandler } from '../../http/define-public-handler'

/** For Twilio, which asks without a key, and keeps it. */
export default definePublicHandler('/files/hold-music.wav', async () => ({
  status: 200,
  contentType: 'audio/wav',
  headers: { 'cache-control': 'public, max-age=86400' },
  raw: holdMusic(),
}))
