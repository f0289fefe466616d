import type { TenantContext } from '../../context/tenant-context'
import { AppError, notFound } from '../../errors'
import { openRecordingMedia, type RecordingMedia } from '../../providers/twilio/recordings'
import { openTwilioCredential } from '../tenants/twilio-credential'
import { findRecording } from './recordings'

/**
 * The sound of a recording as Twilio gives it.
 *
 * @param range the `Range` that was asked for, passed on as it is
 * @throws AppError NOT_FOUND for one that is not there, here or at Twilio, or of which nothing was recorded; CONFLICT
 *   while it is being made; NOT_CONFIGURED without an account; EXTERNAL_API_ERROR and PROVIDER_TIMEOUT
 */
export async function openRecordingAudio(
  ctx: TenantContext,
  { params }: { params: { id: string } },
  range: string | undefined,
): Promise<RecordingMedia> {
  const { recordingSid, status } = await findRecording(ctx, params.id)
  if (status === 'in-progress') throw new AppError('CONFLICT', 'It is still being recorded', { status })
  if (status === 'absent') throw new AppError('NOT_FOUND', 'Nothing was recorded', { status })
  const credential = await openTwilioCredential(ctx)
  if (!credential) {
    const missing = { missing: 'twilio_credentials' }
    throw new AppError('NOT_CONFIGURED', 'This tenant has no Twilio credentials yet', missing)
  }
  const { accountSid, authToken, secondaryToken } = credential
  const media = await openRecordingMedia({
    baseUrl: ctx.app.config.twilioApiBaseUrl,
    accountSid,
    tokens: secondaryToken ? [authToken, secondaryToken] : [authToken],
    recordingSid,
    range,
  })
  if (!media) throw notFound()
  return media
}
