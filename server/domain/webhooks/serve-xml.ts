import { and, eq } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { voiceXml } from '../../db/schema/voice-xml'
import { AppError } from '../../errors'
import { addEvent } from '../communications/events'

/**
 * What a call says: the bytes stored before it was placed.
 *
 * @throws AppError SIGNATURE_INVALID for one that is not there, not this tenant's, or over: the answer of a bad signature
 */
export async function serveXml(ctx: TenantContext, publicId: string): Promise<string> {
  const [xml] = await ctx.db.find(voiceXml, {
    where: and(eq(voiceXml.publicId, publicId), eq(voiceXml.isActive, true)),
    limit: 1,
  })
  if (!xml || (xml.expiresAt !== null && xml.expiresAt <= nowText(ctx))) throw new AppError('SIGNATURE_INVALID')
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.find(log, { where: eq(log.voiceXmlId, xml.id), limit: 1 })
    if (row) await addEvent(ctx, tx, row.id, { type: 'xml-fetched', source: 'twilio' })
  })
  return xml.xmlContent
}
