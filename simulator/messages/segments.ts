import { SegmentedMessage } from 'sms-segments-calculator'

/** How many SMS segments a text takes, by Twilio's own calculator. An empty body (media only) takes none. */
export function countSegments(body: string): number {
  return body === '' ? 0 : new SegmentedMessage(body).segmentsCount
}
