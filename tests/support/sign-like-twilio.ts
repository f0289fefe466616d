import { createHmac } from 'node:crypto'

/** Signs like Twilio, by its documentation and not by our code. */
export function signLikeTwilio(token: string, url: string, params: Record<string, string>): string {
  const text =
    url +
    Object.keys(params)
      .sort()
      .map((name) => name + params[name])
      .join('')
  return createHmac('sha1', token).update(text).digest('base64')
}
