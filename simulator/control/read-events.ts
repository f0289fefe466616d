export type ClientEvent = { id: number; type: string; data: Record<string, unknown> }

/**
 * Subscribes to the simulator's server-sent events; resolves when nothing can be missed any more.
 * The events end with the signal or with the simulator.
 */
export async function readEvents(
  baseUrl: string,
  options: { number?: string; signal?: AbortSignal },
): Promise<AsyncGenerator<ClientEvent>> {
  const query = options.number ? `?number=${encodeURIComponent(options.number)}` : ''
  const response = await fetch(`${baseUrl}/_sim/events${query}`, { signal: options.signal ?? null })
  return parseStream(response.body!.pipeThrough(new TextDecoderStream()), options.signal)
}

async function* parseStream(stream: ReadableStream<string>, signal?: AbortSignal): AsyncGenerator<ClientEvent> {
  let buffered = ''
  try {
    for await (const chunk of stream) {
      buffered += chunk
      const blocks = buffered.split('\n\n')
      buffered = blocks.pop()!
      for (const block of blocks) if (block.startsWith('id:')) yield parse(block)
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

function parse(block: string): ClientEvent {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  return { id: Number(fields.id), type: fields.event!, data: JSON.parse(fields.data!) as Record<string, unknown> }
}
