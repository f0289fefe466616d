import type { SsmlType } from './tokenise.ts'

interface Facts {
  /** A calendar day that samples may name: `2026-11-21`. */
  day: string
  company: string
}

/**
 * Guesses a value to try a template with, from how the variable is spoken and what it is called.
 *
 * @param ssmlType the type that it is used under, if any
 * @returns never empty; the name in words where nothing is known of it
 */
export function guessSample(name: string, ssmlType: SsmlType | undefined, facts: Facts): string {
  if (ssmlType && ssmlType !== 'date') return BY_TYPE[ssmlType]
  if (ssmlType === 'date') return facts.day
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .trim()
    .toLowerCase()
  if (/\b(date|day|due)\b/.test(words)) return facts.day
  if (/\b(company|business|brand|organi[sz]ation|tenant)\b/.test(words)) return facts.company
  return BY_NAME.find(([pattern]) => pattern.test(words))?.[1] ?? (words || name)
}

const BY_TYPE: Readonly<Record<Exclude<SsmlType, 'date'>, string>> = {
  number: '3',
  currency: '49.50',
  digits: '4821',
  phone: '+12025550123',
  time: '14:30',
}

const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/\b(phone|mobile|tel|caller|callback)\b/, '+12025550123'],
  [/\b(amount|price|total|balance|cost|fee|payment|sum)\b/, '49.50'],
  [/\b(time|hour|slot)\b/, '14:30'],
  [/\b(code|pin|otp|token)\b/, '4821'],
  [/\b(order|ticket|invoice|account|reference|ref|id|number|no)\b/, '10442'],
  [/\b(count|quantity|qty|minutes|hours|days|items|people|guests)\b/, '3'],
  [/\be ?mail\b/, 'ann.lee@example.com'],
  [/\b(url|link|website|site)\b/, 'https://example.com/a1'],
  [/\baddress|street\b/, '12 Main Street'],
  [/\b(city|town|place|location)\b/, 'Springfield'],
  [/\b(last|family|sur) ?name\b/, 'Lee'],
  [/\b(first|given) ?name\b/, 'Ann'],
  [/\b(product|service)\b/, 'the blue one'],
  [/\b(name|customer|client|patient|guest|agent|doctor)\b/, 'Ann Lee'],
]
