const token = (name: string) => `var(--${name})`
const tone = (name: string) => ({ DEFAULT: token(name), soft: token(`${name}-soft`) })

/** Colours are tokens alone (`assets/css/tailwind.css`): one place for light, dark and a tenant's accent. */
export default {
  content: ['./{components,layouts,pages,composables}/**/*.{vue,ts}', './{app,error}.vue'],
  theme: {
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      surface: { DEFAULT: token('surface'), raised: token('surface-raised'), sunken: token('surface-sunken') },
      line: { DEFAULT: token('line'), strong: token('line-strong') },
      ink: { DEFAULT: token('ink'), muted: token('ink-muted') },
      accent: { ...tone('accent'), ink: token('accent-ink'), text: token('accent-text') },
      success: tone('success'),
      warning: tone('warning'),
      danger: { ...tone('danger'), strong: token('danger-strong') },
    },
    extend: {
      fontFamily: {
        sans: ['system-ui', '-apple-system', 'Segoe UI', 'Roboto', 'Helvetica Neue', 'Noto Sans', 'sans-serif'],
        mono: ['ui-monospace', 'Cascadia Mono', 'Consolas', 'Menlo', 'monospace'],
      },
      screens: { xs: '420px' },
    },
  },
}
