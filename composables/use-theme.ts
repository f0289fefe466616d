export type ThemeMode = 'system' | 'light' | 'dark'

/** Light, dark, or what the system says; remembered per browser, and set by a host that frames the page. */
export function useTheme() {
  // In a frame of another site only a partitioned cookie comes back.
  const mode = useCookie<ThemeMode>('trunkline_theme', {
    default: () => 'system',
    sameSite: 'none',
    secure: true,
    partitioned: true,
    maxAge: 365 * 24 * 60 * 60,
  })
  return {
    mode,
    set(next: ThemeMode): void {
      mode.value = next
    },
  }
}
