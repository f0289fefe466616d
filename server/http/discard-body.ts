import type { H3Event } from 'h3'

/** How long what is left of a refused body is read on, at most. */
const PATIENCE_MS = 10_000

/**
 * Reads on what is left of a body that is refused, and keeps nothing of it. Its sender may still be writing: a
 * connection closed under that is reset, and the refusal lost with it (RFC 9112, section 9.6). Who writes on for longer
 * than ten seconds is cut off.
 */
export function discardBody(event: H3Event): void {
  const { req: request, res: response } = event.node
  response.once('finish', () => {
    if (request.complete || request.destroyed) return void request.resume()
    const patience = setTimeout(() => request.destroy(), PATIENCE_MS)
    const settle = () => clearTimeout(patience)
    request.once('end', settle).once('close', settle).resume()
  })
}
