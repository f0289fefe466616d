/*
 * What somebody typed to try things out, in a browser that others may sign in with: names and numbers of other people.
 * It is the person's own, and goes when they sign out.
 */
const PREFIX = 'trunkline:personal:'

/** The key in the browser's storage under which the person who is signed in keeps something. */
export function personalKey(name: string): string {
  const session = useSessionStore()
  return `${PREFIX}${session.tenantId}:${session.current?.user.id}:${name}`
}

/** Forgets everything that the person who is signed in has kept in this browser under such keys. */
export function forgetPersonal(): void {
  const own = personalKey('')
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(own)) localStorage.removeItem(key)
  } catch {
    // A frame that is given no storage has kept nothing.
  }
}
