/** What Twilio's debugger would say about a document: https://www.twilio.com/docs/api/errors */
export class TwimlError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
