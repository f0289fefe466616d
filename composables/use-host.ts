import { exchange } from '#shared/contracts/auth'
import { envelope, readHostMessage, type HostMessage, type PageMessage } from '#shared/host-messages'
import { toApiError } from './api-error'

declare module '#app' {
  interface RuntimeNuxtHooks {
    /** The server did what one of these pages asked; `operation` is the contract's id. */
    'api:answered': (operation: string, data: unknown) => void
  }
}

/** What of a send is told; a retry answers with the row itself, which has its own words for two of them. */
interface Sent {
  id: number
  status: string
  to?: string
  to_number?: string
  network_type?: 'call' | 'sms'
}

const SENDS: Record<string, 'call' | 'sms' | 'row'> = {
  'communication.sms.send': 'sms',
  'communication.voice.send': 'call',
  'communication.retry': 'row',
}

/**
 * Joins the page to the application around it. Called once, when the page is alive, in a frame or a WebView2.
 *
 * Messages go to an origin that is both the parent's and allowed by the tenant, and are heard from no other.
 */
export function joinHost(): void {
  const nuxtApp = useNuxtApp()
  const router = useRouter()
  const session = useSessionStore()
  const entry = useEntry()
  const theme = useTheme()
  const unread = useUnreadStore()
  const pageOrigins = useAllowedOrigins()
  const host = openChannel((origin) => (session.current?.tenant.allowed_origins ?? pageOrigins.value).includes(origin))

  const here = () => router.currentRoute.value.fullPath.replace(/#.*$/, '')
  const isIn = computed(() => session.current !== null && !session.isExpired)
  let toldPlace = ''

  function sayWhoIsIn(): void {
    if (isIn.value) host.post({ type: 'ready', tenant_id: session.tenantId, path: here() })
    else if (entry.value.kind !== 'exchange') host.post({ type: 'session-expired', reason: whyOut() })
  }

  function sayUnread(): void {
    if (!unread.isKnown || !isIn.value) return
    host.post({ type: 'unread', texts: unread.texts, missed_calls: unread.missedCalls })
  }

  function whyOut(): string {
    if (entry.value.kind === 'refused') return entry.value.reason
    return session.current ? 'expired' : 'signed_out'
  }

  function sayWhere(): void {
    const place = { path: here(), title: document.title }
    if (JSON.stringify(place) === toldPlace) return
    toldPlace = JSON.stringify(place)
    host.post({ type: 'navigate', ...place })
  }

  async function renew(embed: string): Promise<void> {
    // A page goes on for the person who began it; whoever comes to a sign-in may be anybody of this tenant.
    const person = session.current && { user_id: session.current.user.id }
    const body = { embed, bearer: true, ...person }
    try {
      const signedIn = await useApi().call(exchange, { body }, { signsIn: true })
      await enterSession(signedIn.session, signedIn.token)
      if (entry.value.kind !== 'open') entry.value = { kind: 'open' }
    } catch (error) {
      const { reason } = (toApiError(error).details ?? {}) as { reason?: string }
      if (!isIn.value) host.post({ type: 'session-expired', reason: reason ?? 'unreachable' })
    }
  }

  const hear: { [T in HostMessage['type']]: (message: Extract<HostMessage, { type: T }>) => unknown } = {
    theme: ({ mode }) => theme.set(mode),
    navigate: ({ path }) => isIn.value && navigateTo(path),
    renew: ({ embed }) => renew(embed),
  }
  host.listen((data) => {
    const message = readHostMessage(data, session.tenantId)
    if (message) void nuxtApp.runWithContext(() => hear[message.type](message as never))
  })

  nuxtApp.hook('api:answered', (operation, data) => {
    const kind = SENDS[operation]
    if (!kind) return
    const { id, status, to, to_number, network_type } = data as Sent
    const type = kind === 'row' ? network_type! : kind
    host.post({ type: 'sent', id, network_type: type, to: (to ?? to_number)!, status })
  })
  watch(() => [unread.isKnown, unread.texts, unread.missedCalls], sayUnread)
  // The title is written after the page is drawn, by a timer that was set before this one.
  nuxtApp.hook('page:finish', () => void setTimeout(sayWhere))
  router.afterEach((to, from, failure) => {
    if (!failure && to.path === from.path) setTimeout(sayWhere)
  })
  toldPlace = JSON.stringify({ path: here(), title: document.title })
  const followContent = watchSize((width, height) => host.post({ type: 'resize', width, height }))
  const begin = () => {
    sayWhoIsIn()
    sayUnread()
    followContent()
  }
  watch([isIn, entry], begin, { flush: 'post' })
  host.onOpen(begin)
}

interface Channel {
  post(message: PageMessage): void
  listen(receive: (data: unknown) => void): void
  /** Runs `say` as soon as it is known to whom; at once where it is. */
  onOpen(say: () => void): void
}

function openChannel(isAllowed: (origin: string) => boolean): Channel {
  const webview = window.parent === window ? window.chrome?.webview : undefined
  if (webview) {
    // The program that shows the page can read and change all of it anyway: there is nobody to check.
    return {
      post: (message) => webview.postMessage(envelope(message)),
      listen: (receive) => webview.addEventListener('message', (event) => receive((event as MessageEvent).data)),
      onOpen: (say) => say(),
    }
  }
  // Firefox names no ancestors: there the parent's origin is that of its first message.
  let parentOrigin = window.location.ancestorOrigins?.[0] ?? ''
  let greet: (() => void) | undefined
  return {
    post(message) {
      if (parentOrigin && isAllowed(parentOrigin)) window.parent.postMessage(envelope(message), parentOrigin)
    },
    listen(receive) {
      window.addEventListener('message', ({ source, origin, data }) => {
        if (source !== window.parent || !isAllowed(origin)) return
        parentOrigin ||= origin
        if (origin !== parentOrigin) return
        greet?.()
        greet = undefined
        receive(data)
      })
    },
    onOpen(say) {
      if (parentOrigin) say()
      else greet = say
    },
  }
}

/**
 * Tells the size of the page's content, at most once per drawn frame.
 *
 * @returns looks for the content anew: another stands there once somebody has signed in
 */
function watchSize(tell: (width: number, height: number) => void): () => void {
  let content: Element | null = null
  let told = ''
  let isDue = false

  function measure(): void {
    isDue = false
    if (!content?.isConnected) return
    // The room below the content belongs to it; the window's own height does not, or a frame could never shrink.
    const { paddingBottom } = getComputedStyle(content.parentElement!)
    const height = Math.ceil(content.getBoundingClientRect().bottom + window.scrollY + parseFloat(paddingBottom))
    const width = document.documentElement.scrollWidth
    if (told === `${width} ${height}`) return
    told = `${width} ${height}`
    tell(width, height)
  }

  const observer = new ResizeObserver(() => {
    if (isDue) return
    isDue = true
    requestAnimationFrame(measure)
  })
  return () => {
    observer.disconnect()
    told = ''
    content = document.querySelector('#content > *')
    if (content) observer.observe(content)
  }
}
