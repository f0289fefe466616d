import type { TenantContext } from '../../context/tenant-context'
import { isLoopback } from '../../context/loopback'
import { line, type Line } from './diagnosis'

/** Twilio waits 5 seconds for a connection. */
const TIMEOUT_MS = 5_000

/** Whether the address that Twilio is given leads here: the server asks itself through it. */
export async function diagnoseDeployment({ app }: TenantContext): Promise<Line> {
  const { publicBaseUrl, env } = app.config
  const evidence = { url: publicBaseUrl }
  if (env === 'production' && isLoopback(new URL(publicBaseUrl).hostname)) {
    return line('failed', {
      reason: 'loopback',
      message: 'The public address is one that only this machine can reach',
      action: 'Set PUBLIC_BASE_URL to the https address by which the internet reaches this server',
      evidence,
    })
  }
  const began = performance.now()
  const problem = await askOneself(`${publicBaseUrl}/healthz`)
  const took = { response_time_ms: Math.round(performance.now() - began) }
  if (problem === null) return { ...line('ok', { message: 'The public address leads here', evidence }), ...took }
  const failed = line('failed', {
    reason: problem,
    message: 'The public address does not lead here',
    action: 'See that PUBLIC_BASE_URL is right, and that proxy and DNS lead to this server without a redirect',
    evidence,
  })
  return { ...failed, ...took }
}

/** @returns what is wrong; null where this product answered */
async function askOneself(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (response.status >= 300 && response.status < 400) return 'redirects'
    const body: unknown = response.ok ? await response.json() : null
    return (body as { status?: unknown } | null)?.status === 'ok' ? null : 'answers_otherwise'
  } catch {
    return 'unreachable'
  }
}
