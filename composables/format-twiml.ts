/** TwiML with each verb on a line of its own. What is inside a `<Say>` stays as it is: white space there is spoken. */
export function formatTwiml(twiml: string): string {
  return twiml
    .replace(/(<\?xml[^>]*\?>)\s*/, '$1\n')
    .replace(/<Response>(?=<)/, '<Response>\n')
    .replace(/(<\/Say>|<\/Play>|<(?:Play|Pause|Hangup|Redirect)[^>]*\/>)(?=<)/g, '$1\n')
    .replace(/^(?=<(?:Say|Play|Pause|Hangup|Redirect)\b)/gm, '  ')
}
