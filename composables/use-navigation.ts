import type { Permission } from '#shared/contracts/permissions'

interface Place {
  /** Of its label: `common.nav.<key>`. */
  key: string
  path: string
  icon: string
  /** Hidden from who may not read what is there. */
  permission?: Permission
  /** What lies there and nobody has looked at. */
  waiting?: 'texts' | 'missedCalls'
}

const PLACES: readonly Place[] = [
  { key: 'dashboard', path: '', icon: 'lucide:layout-dashboard', permission: 'communication:read' },
  { key: 'voice', path: '/voice', icon: 'lucide:audio-lines', permission: 'messages:read' },
  { key: 'sms', path: '/sms', icon: 'lucide:message-square', permission: 'communication:read', waiting: 'texts' },
  { key: 'phone', path: '/phone', icon: 'lucide:phone', permission: 'communication:send', waiting: 'missedCalls' },
  { key: 'files', path: '/files', icon: 'lucide:music', permission: 'files:read' },
  { key: 'numbers', path: '/numbers', icon: 'lucide:hash', permission: 'numbers:read' },
  { key: 'logs', path: '/logs', icon: 'lucide:scroll-text', permission: 'communication:read', waiting: 'missedCalls' },
  { key: 'users', path: '/users', icon: 'lucide:users', permission: 'users:read' },
  { key: 'settings', path: '/settings', icon: 'lucide:settings' },
]

/** Where this person can go. */
export function useNavigation() {
  const session = useSessionStore()
  const route = useRoute()
  const base = computed(() => `/admin/${session.tenantId}`)
  return {
    base,
    places: computed(() =>
      PLACES.filter(({ permission }) => !permission || session.can(permission)).map((place) => {
        // Who may not write texts has them to read.
        const path = place.key === 'sms' && !session.can('communication:send') ? '/sms/inbox' : place.path
        const to = `${base.value}${path}`
        const isCurrent = place.path === '' ? route.path.replace(/\/$/, '') === to : route.path.startsWith(to)
        // Missed calls are counted where they are answered; whoever has no phone reads of them in the log.
        const waiting = place.key === 'logs' && session.can('communication:send') ? undefined : place.waiting
        return { ...place, to, isCurrent, waiting }
      }),
    ),
  }
}
