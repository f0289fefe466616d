/** Removes the punctuation that Twilio tolerates in a number: `+1 (415) 555-2671` → `+14155552671`. */
export function normaliseNumber(text: string): string {
  return text.replace(/[\s().-]/g, '')
}

/** Whether a number has the form that the network can route: E.164, and ten national digits in North America. */
export function isRoutable(number: string): boolean {
  if (number.startsWith('+1')) return /^\+1[2-9]\d{9}$/.test(number)
  return /^\+[2-9]\d{6,14}$/.test(number)
}

/** The number as Twilio shows it: `(415) 555-2671` in North America, unchanged elsewhere. */
export function formatNumber(number: string): string {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : number
}

type Place = { City: string; State: string; Zip: string; Country: string }

const areas: Record<string, [string, string, string]> = {
  '201': ['JERSEY CITY', 'NJ', '07302'],
  '212': ['NEW YORK', 'NY', '10001'],
  '213': ['LOS ANGELES', 'CA', '90012'],
  '234': ['AKRON', 'OH', '44308'],
  '312': ['CHICAGO', 'IL', '60601'],
  '415': ['SAN FRANCISCO', 'CA', '94105'],
  '512': ['AUSTIN', 'TX', '78701'],
  '617': ['BOSTON', 'MA', '02108'],
}
const canadianAreas = /^\+1(204|226|236|249|250|289|306|343|365|403|416|418|437|438|450|514|519|604|613|647|778|905)/
const countries: [string, string][] = [
  ...([
    ['+44', 'GB'],
    ['+49', 'DE'],
    ['+33', 'FR'],
    ['+34', 'ES'],
    ['+39', 'IT'],
    ['+31', 'NL'],
  ] as [string, string][]),
  ...([
    ['+46', 'SE'],
    ['+61', 'AU'],
    ['+81', 'JP'],
    ['+91', 'IN'],
    ['+52', 'MX'],
    ['+55', 'BR'],
  ] as [string, string][]),
]

/** Where a number is, as webhooks report it; empty strings where unknown, which Twilio sends too. */
function placeOf(number: string): Place {
  if (number.startsWith('+1')) {
    if (canadianAreas.test(number)) return { City: '', State: '', Zip: '', Country: 'CA' }
    const [City, State, Zip] = areas[number.slice(2, 5)] ?? ['', '', '']
    return { City, State, Zip, Country: 'US' }
  }
  return { City: '', State: '', Zip: '', Country: countries.find(([prefix]) => number.startsWith(prefix))?.[1] ?? '' }
}

/** `FromCity`, `FromState`, … for a webhook. */
export function placeParams(prefix: string, number: string): [string, string][] {
  return Object.entries(placeOf(number)).map(([name, value]) => [prefix + name, value])
}
