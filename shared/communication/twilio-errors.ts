/** A code in plain words. */
export interface ErrorExplanation {
  /** A few words, for a heading. */
  title: string
  /** What happened, in a sentence. */
  explanation: string
  /** What whoever reads it can do; empty where nothing helps. */
  whatToDo: string
}

type Words = readonly [title: string, explanation: string, whatToDo: string]

const UNREACHABLE: Words = [
  'Twilio cannot reach this server',
  'Twilio could not fetch what to say.',
  'Check that this server is reachable from the internet.',
]
const NOT_A_NUMBER: Words = [
  'Not a valid number',
  'The number is not a valid phone number.',
  'Check the number, with its country code.',
]

/**
 * Twilio's codes: what happened and what to do. Codes and meanings from https://www.twilio.com/docs/api/errors; the
 * words are ours.
 */
const EXPLANATIONS: Record<number, Words> = {
  11200: UNREACHABLE,
  11205: [
    'Twilio cannot reach this server',
    'Twilio could not connect to this server.',
    'Check that it is reachable from the internet.',
  ],
  11750: ['Call text too long', 'What the call should say is over 64 kB.', 'Shorten the voice message.'],
  12100: ['Call not understood', 'Twilio could not read what the call should say.', 'Preview the voice message.'],
  12200: ['Call not understood', 'Twilio did not understand part of what the call should say.', ''],
  12300: ['Audio cannot be played', 'Twilio was given a kind of content that it cannot play.', 'Use MP3 or WAV.'],
  13224: ['Number cannot be called', 'Twilio does not call this number, or it is not valid.', 'Check the number.'],
  13225: ['Number is blocked', 'Twilio has blocked calls to this number.', 'Ask Twilio why.'],
  13227: [
    'Country not allowed',
    'The Twilio account may not call this country.',
    'Allow it under Voice geographic permissions.',
  ],
  13521: ['Call text too long', 'The text was too long to be spoken in one go.', 'Shorten the voice message.'],
  20003: [
    'Twilio refused the account',
    'Twilio refused the account SID or its token.',
    'Check the credentials in the settings.',
  ],
  20404: ['Not known to Twilio', 'Twilio knows nothing by that name.', ''],
  20429: ['Too many requests', 'Twilio was asked too often at once.', 'Try again in a minute.'],
  21210: [
    'Caller number not verified',
    'The caller number is not one of the Twilio account, or not verified there.',
    'Check it in the settings.',
  ],
  21211: NOT_A_NUMBER,
  21212: ['Caller number not valid', 'The caller number is not valid.', 'Check it in the settings.'],
  21214: ['Number cannot be reached', 'The number cannot be reached by a call.', 'Check the number.'],
  21215: [
    'Country not allowed',
    'The Twilio account may not call this country.',
    'Allow it under Voice geographic permissions.',
  ],
  21216: ['Number not allowed', 'The Twilio account may not call this number.', 'Ask Twilio why.'],
  21217: NOT_A_NUMBER,
  21219: [
    'Trial account',
    'A Twilio trial account calls only verified numbers.',
    'Verify the number at Twilio, or upgrade the account.',
  ],
  21408: [
    'Country not allowed',
    'The Twilio account may not write to this country.',
    'Allow it under Messaging geographic permissions.',
  ],
  21602: ['Empty message', 'The message has no text.', 'Check the template and its values.'],
  21606: [
    'Caller number cannot send',
    'The caller number is not one of the Twilio account, or cannot send SMS.',
    'Check it in the settings.',
  ],
  21608: [
    'Trial account',
    'A Twilio trial account writes only to verified numbers.',
    'Verify the number at Twilio, or upgrade the account.',
  ],
  21610: ['Opted out', 'The person has opted out by replying STOP.', 'They can opt in again by replying START.'],
  21611: ['Queue is full', 'Too many messages wait for this caller number.', 'Try again later.'],
  21612: [
    'No route',
    'There is no route from the caller number to this number.',
    'Send from a number of the same country.',
  ],
  21614: ['Not a mobile number', 'The number is not a mobile number.', 'Call it instead, or ask for another number.'],
  21617: ['Message too long', 'The message is longer than 1,600 characters.', 'Shorten it.'],
  30001: ['Queue is full', 'Too many messages wait to be sent.', 'Try again later.'],
  30002: ['Account suspended', 'The Twilio account was suspended.', 'Ask Twilio why.'],
  30003: [
    'Phone unreachable',
    'The phone could not be reached: it is off, out of range or no longer in use.',
    'Try again later.',
  ],
  30004: ['Message blocked', 'The message was blocked by the carrier or the recipient.', 'Call instead.'],
  30005: ['Unknown number', 'The number is unknown or no longer exists.', 'Check the number.'],
  30006: ['Landline', 'The number is a landline or its carrier does not take SMS.', 'Call it instead.'],
  30007: [
    'Filtered as spam',
    "The carrier's spam filter stopped the message.",
    'Reword it: avoid shortened links and capital letters.',
  ],
  30008: ['Not delivered', 'The carrier gave no reason for failing to deliver.', 'Try again later.'],
  30032: [
    'Number not verified',
    'The toll-free caller number is not verified for messaging.',
    'Verify it in the Twilio console.',
  ],
  30034: [
    'Number not registered',
    'The caller number is not registered for business messaging (A2P 10DLC).',
    'Register it in the Twilio console.',
  ],
  30410: ['Carrier timed out', 'The carrier did not answer in time.', 'Try again later.'],
}

/** What a code means, in three parts; null for one that we have no words for. */
export function describeTwilioError(code: number): ErrorExplanation | null {
  const words = EXPLANATIONS[code]
  return words ? { title: words[0], explanation: words[1], whatToDo: words[2] } : null
}

/** What a code means and what to do, in a line; null for one that we have no words for. */
export function explainTwilioError(code: number): string | null {
  const words = EXPLANATIONS[code]
  return words ? `${words[1]} ${words[2]}`.trimEnd() : null
}

/** Twilio's own page about a code. */
export const twilioErrorUrl = (code: number): string => `https://www.twilio.com/docs/api/errors/${code}`
