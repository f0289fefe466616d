/** The four tokens of an accent, light and dark, as `assets/css/tailwind.css` names them. */
export type AccentTokens = Record<
  'accent' | 'accent-ink' | 'accent-text' | 'accent-soft',
  [light: string, dark: string]
>

type Rgb = [red: number, green: number, blue: number]

/** The surfaces that accented text stands on, the hardest one of each mode. */
const LIGHT: Rgb = [245, 246, 248]
const DARK: Rgb = [27, 32, 41]
const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [10, 14, 22]

/** WCAG 2.2, 1.4.3: text against what is behind it. */
const ENOUGH = 4.5

/**
 * Makes a tenant's colour legible everywhere: as a button's ground, as text, as a soft ground behind that text.
 *
 * @param colour `#rrggbb`
 */
export function accentTokens(colour: string): AccentTokens {
  const accent = parse(colour)
  const lightText = towards(accent, BLACK, (candidate) => contrast(candidate, softOn(accent, LIGHT)) >= ENOUGH)
  const darkText = towards(accent, WHITE, (candidate) => contrast(candidate, softOn(accent, DARK)) >= ENOUGH)
  const ink = contrast(accent, WHITE) >= contrast(accent, BLACK) ? WHITE : BLACK
  // A ground of middling brightness takes neither white nor black well: it gives way until it does.
  const ground = towards(accent, ink === WHITE ? BLACK : WHITE, (candidate) => contrast(candidate, ink) >= ENOUGH)
  return {
    accent: [format(ground), format(ground)],
    'accent-ink': [format(ink), format(ink)],
    'accent-text': [format(lightText), format(darkText)],
    'accent-soft': [format(softOn(accent, LIGHT)), format(softOn(accent, DARK))],
  }
}

/** The tokens as declarations for the root. Said twice, it outweighs the stylesheet, which comes after it in the page. */
export function accentStyle(colour: string): string {
  const entries = Object.entries(accentTokens(colour))
  return `:root:root{${entries.map(([name, [light, dark]]) => `--${name}:light-dark(${light},${dark})`).join(';')}}`
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: Rgb, other: Rgb): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function towards(from: Rgb, goal: Rgb, isEnough: (candidate: Rgb) => boolean): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(from, goal, share)
    if (isEnough(candidate)) return candidate
  }
  return goal
}

const softOn = (accent: Rgb, surface: Rgb): Rgb => mix(surface, accent, 0.12)
const mix = (one: Rgb, other: Rgb, share: number) =>
  one.map((channel, at) => Math.round(channel + (other[at]! - channel) * share)) as Rgb
const parse = (colour: string) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as Rgb
const format = (rgb: Rgb) => `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((channel) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
