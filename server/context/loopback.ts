/**
 * Whether a host name means this machine (RFC 5735 section 3, RFC 6761 section 6.3).
 *
 * @param hostname as `URL.hostname` gives it: IPv6 in brackets
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
