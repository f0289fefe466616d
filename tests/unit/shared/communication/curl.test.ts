import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { curlOf } from '#shared/communication/curl.ts'

const HOSTILE = [
  "it's",
  `"double" and 'single' and \`ticks\``,
  '$(touch /tmp/x) $HOME ${HOME} !! \\ \\\' \\"',
  'line\nbreak\r\n\ttab\0nul',
  '@file; & | > < * ? ~ # %s',
  "'; echo owned; '",
  'Grüße 👋 \u2028',
  '',
]

/** What a shell hands to curl: its arguments, one by one. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\n${command}\n`
  const env = { TRUNKLINE_API_KEY: 'key of the "tests"', PATH: '' }
  return execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' }).split('\0').slice(0, -1)
}

it.each(HOSTILE)('shell_hands_over_exactly_what_was_meant: %j', (message) => {
  const body = { to: '+12025550123', message }
  const command = curlOf({ origin: 'https://example.com', path: '/api/communication/sms/send', body })
  const [url, ...rest] = argumentsOf(command)
  expect(url).toBe('https://example.com/api/communication/sms/send')
  expect(rest.slice(0, -1)).toEqual([
    '-H',
    'Authorization: Bearer key of the "tests"',
    '-H',
    'Content-Type: application/json',
    '--data-raw',
  ])
  expect(JSON.parse(rest.at(-1)!)).toEqual(body)
})

it('key_is_a_placeholder', () => {
  expect(curlOf({ origin: 'https://example.com', path: '/x', body: {} })).toContain('$TRUNKLINE_API_KEY')
})
