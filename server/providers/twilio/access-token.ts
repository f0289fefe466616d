import { SignJWT } from 'jose'

export interface AccessTokenRequest {
  accountSid: string
  apiKeySid: string
  apiKeySecret: string
  identity: string
  /** Whom its calls are told to. */
  applicationSid: string
  /** Whether it rings. */
  mayReceive: boolean
  issuedAt: Date
  /** At most 24 hours later. */
  expiresAt: Date
}

/**
 * A token that lets a browser call and be called by the Voice SDK. Made here and not by Twilio's library, which reads the
 * machine's clock.
 *
 * @see https://www.twilio.com/docs/iam/access-tokens
 */
export function signAccessToken(request: AccessTokenRequest): Promise<string> {
  const issuedAt = Math.floor(request.issuedAt.getTime() / 1000)
  const voice = {
    ...(request.mayReceive && { incoming: { allow: true } }),
    outgoing: { application_sid: request.applicationSid },
  }
  return new SignJWT({ grants: { identity: request.identity, voice } })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })
    .setJti(`${request.apiKeySid}-${issuedAt}`)
    .setIssuer(request.apiKeySid)
    .setSubject(request.accountSid)
    .setIssuedAt(issuedAt)
    .setExpirationTime(Math.floor(request.expiresAt.getTime() / 1000))
    .sign(new TextEncoder().encode(request.apiKeySecret))
}
