/**
 * Twilio's codes in plain words: what happened and what to do. Codes and meanings from
 * https://www.twilio.com/docs/api/errors; the words are ours.
 */
const EXPLANATIONS: Record<number, string> = {
  11200: 'Twilio could not fetch what to say. Check that this server is reachable from the internet.',
  11205: 'Twilio could not connect to this server. Check that it is reachable from the internet.',
  12100: 'Twilio could not read what the call should say.',
  12200: 'Twilio did not understand part of what the call should say.',
  12300: 'Twilio was given a kind of content that it cannot play.',
  13521: 'The text was too long to be spoken in one go.',
  20003: 'Twilio refused the account SID or its token. Check the credentials in the settings.',
  20404: 'Twilio knows nothing by that name.',
  20429: 'Twilio was asked too often at once. Try again in a minute.',
  21211: 'The number is not a valid phone number.',
  21212: 'The caller number is not valid. Check it in the settings.',
  21214: 'The number cannot be reached by a call.',
  21215: 'The Twilio account may not call this country. Allow it under Voice geographic permissions.',
  21216: 'The Twilio account may not call this number.',
  21217: 'The number is not a valid phone number.',
  21408: 'The Twilio account may not write to this country. Allow it under Messaging geographic permissions.',
  21602: 'The message has no text.',
  21606: 'The caller number is not one of the Twilio account, or cannot send SMS.',
  21608: 'A Twilio trial account writes only to verified numbers.',
  21610: 'The person has opted out by replying STOP. They can opt in again by replying START.',
  21611: 'Too many messages wait for this caller number. Try again later.',
  21612: 'There is no route from the caller number to this number.',
  21614: 'The number is not a mobile number.',
  21617: 'The message is longer than 1,600 characters.',
  30003: 'The phone could not be reached: it is off, out of range or no longer in use.',
  30004: 'The message was blocked by the carrier or the recipient.',
  30005: 'The number is unknown or no longer exists.',
  30006: 'The number is a landline or its carrier does not take SMS.',
  30007: "The carrier's spam filter stopped the message.",
  30008: 'The carrier gave no reason for failing to deliver.',
  30034: 'The caller number is not registered for business messaging (A2P 10DLC).',
}

/** What a code means, or null for one that we have no words for. */
export function explainTwilioError(code: number): string | null {
  return EXPLANATIONS[code] ?? null
}
