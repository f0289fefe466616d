/** What the REST interface refuses with; `status` is the HTTP status. */
export class RestError extends Error {
  readonly code: number
  readonly status: number

  constructor(code: number, message?: string) {
    const [status, text] = known[code] ?? [400, 'The request was refused.']
    super(message ?? text)
    this.code = code
    this.status = status
  }
}

/** The JSON of an error: https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
export function errorBody(error: RestError): Record<string, unknown> {
  const { code, message, status } = error
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }
}

/** Whether the simulator has words for a code; a script may use any other too. */
const known: Record<number, [number, string]> = {
  20001: [400, 'Invalid parameter'],
  20003: [401, 'Authenticate'],
  20005: [403, 'Account not active'],
  20009: [409, 'Cannot update this resource before it is complete'],
  20404: [404, 'The requested resource was not found'],
  20429: [429, 'Too Many Requests'],
  20500: [500, 'An internal server error has occurred'],
  20503: [503, 'Service unavailable'],
  21201: [400, "No 'To' number is specified"],
  21205: [400, 'Url parameter is required.'],
  21210: [400, 'The source phone number provided is not yet verified for your account.'],
  21211: [400, "The 'To' number is not a valid phone number."],
  21212: [400, "The 'From' number is not a valid phone number, shortcode, or alphanumeric sender ID."],
  21213: [400, "A 'From' phone number is required."],
  21214: [400, "'To' phone number cannot be reached."],
  21215: [400, 'Account not authorized to call the number.'],
  21216: [400, 'Account not allowed to call the number.'],
  21217: [400, 'Phone number does not appear to be valid.'],
  21218: [400, 'Invalid ApplicationSid'],
  21219: [400, "The 'To' number is unverified. Trial accounts may only make calls to verified numbers."],
  21220: [400, 'Call is not in-progress. Cannot redirect.'],
  21408: [400, 'Permission to send an SMS has not been enabled for the region indicated by the "To" number.'],
  21422: [400, 'The phone number is not available.'],
  21450: [400, 'The phone number is already in your account.'],
  21602: [400, 'Message body is required.'],
  21603: [400, "A 'From' phone number is required."],
  21604: [400, "A 'To' phone number is required."],
  21606: [400, "The 'From' phone number is not a valid, SMS-capable phone number for your account."],
  21608: [400, "The 'To' number is unverified. Trial accounts cannot send messages to unverified numbers."],
  21609: [400, "The 'StatusCallback' URL is not a valid URL."],
  21610: [400, 'Attempt to send to unsubscribed recipient'],
  21611: [400, "This 'From' number has exceeded the maximum number of queued messages"],
  21612: [400, "The message cannot be sent with the current combination of 'To' and 'From' parameters."],
  21614: [400, "The 'To' number is not a valid mobile number"],
  21617: [400, 'The concatenated message body exceeds the 1600 character limit'],
  21703: [400, 'The Messaging Service does not exist, or contains no phone numbers.'],
  30409: [409, 'Message cannot be canceled: it is not scheduled or accepted'],
}
