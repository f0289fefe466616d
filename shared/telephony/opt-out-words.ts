/** Whole messages, in any case, that Twilio answers itself (https://help.twilio.com/articles/223134027). */
export const STOP_WORDS: ReadonlySet<string> = new Set([
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
])
export const START_WORDS: ReadonlySet<string> = new Set(['START', 'YES', 'UNSTOP'])
const HELP_WORDS = ['HELP', 'INFO']

/** Words that nobody else may answer: a second answer would contradict Twilio's. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([...STOP_WORDS, ...START_WORDS, ...HELP_WORDS])
