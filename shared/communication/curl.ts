interface Request {
  /** `https://host` */
  origin: string
  path: string
  body: unknown
}

/**
 * The command that makes an API call by POST, for a POSIX shell. The key is not in it: the shell puts in what the
 * variable TRUNKLINE_API_KEY holds.
 */
export function curlOf({ origin, path, body }: Request): string {
  return [
    `curl ${quoted(origin + path)}`,
    '-H "Authorization: Bearer $TRUNKLINE_API_KEY"',
    "-H 'Content-Type: application/json'",
    // Not `--data`, which takes a leading @ for the name of a file.
    `--data-raw ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n  ')
}

/** One word of a POSIX shell (2.2.2 Single-Quotes), whatever is in it. JSON writes NUL as an escape, so it has none. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
