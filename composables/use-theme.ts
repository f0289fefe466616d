export type ThemeMode = 'system' | 'light' | 'dark'

/** Light, dark, or what the system says; remembered per browser, and set by a host that frames the page. */
export function useTheme() {
  // In a frame of another site only a partitioned cookie comes back.
  const kept = useCookie<ThemeMode>('trunkline_theme', {
    default: () => 'system',
    sameSite: 'none',
    secure: true,
    partitioned: true,
    maxAge: 365 * 24 * 60 * 60,
  })
  // One for the page, so that a change is seen everywhere also where no cookie is kept.
  const mode = useState('theme', () => kept.value)
  return {
    mode,
    set(next: ThemeMode): void {
      mode.value = next
      kept.value = next
    },
  }
}
