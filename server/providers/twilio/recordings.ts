import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import twilio from 'twilio'
import { AppError } from '../../errors'
import { ThrottledError } from './request-client'

const TWILIO = 'https://api.twilio.com'
/** Until an answer begins; Twilio takes well under a second. */
const ANSWER_MS = 10_000
/** What of Twilio's answer is passed on: what a player needs to seek. */
const PASSED_ON = ['content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified'] as const

/** A recording on its way. Whoever does not read `bytes` to the end destroys it. */
export interface RecordingMedia {
  status: 200 | 206 | 416
  headers: Record<string, string>
  bytes: Readable
}

/**
 * Opens the MP3 of a recording. Not by the SDK, which holds all of an answer in memory.
 *
 * @param request `baseUrl` replaces Twilio's host; of `tokens`, the next is tried where one is refused
 * @returns null when Twilio has no such recording
 * @throws AppError EXTERNAL_API_ERROR when Twilio refuses; PROVIDER_TIMEOUT when it does not answer
 * @see https://www.twilio.com/docs/voice/api/recording#fetch-a-recording-media-file
 */
export async function openRecordingMedia(request: {
  baseUrl: string | undefined
  accountSid: string
  tokens: readonly string[]
  recordingSid: string
  range: string | undefined
}): Promise<RecordingMedia | null> {
  const { accountSid, recordingSid } = request
  const path = `/2010-04-01/Accounts/${accountSid}/Recordings/${recordingSid}.mp3`
  const url = new URL(path, request.baseUrl ?? TWILIO).href
  let answer: Response | undefined
  for (const token of request.tokens) {
    await answer?.body?.cancel()
    answer = await ask(url, `${accountSid}:${token}`, request.range)
    if (answer.status !== 401) break
  }
  return answer ? mediaOf(answer) : null
}

/**
 * Deletes a recording; one that is gone already is as good.
 *
 * @returns null when it is gone; how many milliseconds to wait where Twilio asks to slow down
 * @throws AppError EXTERNAL_API_ERROR, PROVIDER_TIMEOUT
 */
export async function deleteRecording(client: twilio.Twilio, recordingSid: string): Promise<number | null> {
  try {
    await client.recordings(recordingSid).remove()
    return null
  } catch (error) {
    if (error instanceof twilio.RestException && error.status === 404) return null
    if (error instanceof ThrottledError) return error.retryAfterSeconds * 1000
    if (error instanceof twilio.RestException) throw refused(error.status, error)
    throw unanswered(error)
  }
}

async function ask(url: string, userAndToken: string, range: string | undefined): Promise<Response> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new DOMException('', 'TimeoutError')), ANSWER_MS)
  try {
    return await fetch(url, {
      headers: {
        authorization: `Basic ${Buffer.from(userAndToken).toString('base64')}`,
        'accept-encoding': 'identity', // lengths and ranges are of the bytes as they are
        ...(range !== undefined && { range }),
      },
      redirect: 'error', // the account's token goes to Twilio and nowhere else
      signal: limit.signal,
    })
  } catch (error) {
    throw unanswered(error)
  } finally {
    clearTimeout(timer)
  }
}

async function mediaOf(answer: Response): Promise<RecordingMedia | null> {
  const { status, body } = answer
  if ((status === 200 || status === 206 || status === 416) && body) {
    const given = PASSED_ON.map((name) => [name, answer.headers.get(name)] as const)
    const headers = Object.fromEntries(given.filter((pair): pair is [(typeof PASSED_ON)[number], string] => !!pair[1]))
    return { status, headers, bytes: Readable.fromWeb(body as ReadableStream) }
  }
  await body?.cancel()
  if (status === 404) return null
  throw refused(status, undefined)
}

function refused(status: number, cause: unknown): AppError {
  const details = { provider: 'twilio', status }
  return new AppError('EXTERNAL_API_ERROR', `Twilio answered ${status}`, details, { cause })
}

function unanswered(cause: unknown): AppError {
  return new AppError('PROVIDER_TIMEOUT', 'Twilio did not answer in time', { provider: 'twilio' }, { cause })
}
