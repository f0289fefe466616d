import { defineEventHandler } from 'h3'
import type { Contract, InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import type { RecordingMedia } from '../providers/twilio/recordings'
import { enterTenant } from './enter-tenant'
import { respond, type StreamAnswer } from './request-scope'
import { writeChunks } from './write-chunks'

/** Neither Twilio nor whoever listens has moved for so long: the line is dead. */
const STALLED_MS = 60_000

/**
 * An operation whose success is sound that lies elsewhere, passed on while it comes. The `Range` goes along, so that a
 * player can seek. Refusals are enveloped as everywhere.
 */
export function defineRecordingDownload<C extends Contract>(
  contract: C & { produces: 'audio/mpeg' },
  open: (ctx: TenantContext, input: InputOf<C>, range: string | undefined) => Promise<RecordingMedia>,
) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { ctx, input } = await enterTenant(scope, contract)
      const { method, headers } = event.node.req
      const media = await open(ctx, input as unknown as InputOf<C>, headers.range)
      if (method === 'HEAD') media.bytes.destroy() // nobody is going to read it
      return {
        status: media.status,
        contentType: contract.produces,
        headers: {
          'accept-ranges': 'bytes',
          ...media.headers,
          'content-security-policy': "default-src 'none'; sandbox",
        },
        stream: passOn(media),
      }
    }),
  )
}

function passOn({ bytes }: RecordingMedia): StreamAnswer['stream'] {
  return async (response) => {
    response.setTimeout(STALLED_MS)
    response.once('close', () => bytes.destroy())
    try {
      await writeChunks(response, bytes)
    } catch (error) {
      if (!response.destroyed) throw error // else it ended because nobody listens any more
    }
  }
}
