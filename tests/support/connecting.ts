/**
 * On a machine that is busy for ten seconds a connection may not come about. Nothing was asked then, so it may be asked
 * again; any other failure is the test's.
 */
export async function connecting(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
    if (code !== 'UND_ERR_CONNECT_TIMEOUT') throw error
    return fetch(url, init)
  }
}
