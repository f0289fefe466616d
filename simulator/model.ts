/** What the simulated network knows: plain data, no behaviour. Times are milliseconds since the epoch on the simulator's clock. */

export type HttpMethod = 'GET' | 'POST'

export type Account = {
  sid: string
  authToken: string
  /** The next token, which is taken beside the first; null while no rotation is under way. */
  secondaryToken: string | null
  friendlyName: string
  type: 'Full' | 'Trial'
  status: 'active' | 'suspended'
  apiKeys: { sid: string; secret: string }[]
  /** Numbers that a trial account may reach. */
  verifiedNumbers: string[]
  balance: string
  /** Whose subaccount it is; its own SID for a main account. */
  ownerSid: string
  messagingServices: { sid: string; friendlyName: string }[]
  createdAt: number
}

/** The webhook fields that numbers and TwiML applications share, by the names of Twilio's form parameters. */
export type WebhookFields = {
  VoiceUrl: string
  VoiceMethod: HttpMethod
  VoiceFallbackUrl: string
  VoiceFallbackMethod: HttpMethod
  SmsUrl: string
  SmsMethod: HttpMethod
  SmsFallbackUrl: string
  SmsFallbackMethod: HttpMethod
  StatusCallback: string
  StatusCallbackMethod: HttpMethod
}

export type PhoneNumber = WebhookFields & {
  sid: string
  accountSid: string
  phoneNumber: string
  friendlyName: string
  voiceApplicationSid: string
  smsApplicationSid: string
  createdAt: number
  updatedAt: number
}

export type Application = WebhookFields & {
  sid: string
  accountSid: string
  friendlyName: string
  SmsStatusCallback: string
  MessageStatusCallback: string
  createdAt: number
  updatedAt: number
}

export type MessageStatus =
  | 'accepted'
  | 'scheduled'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'received'
  | 'canceled'

type StatusChange = { status: string; at: number }

export type Message = {
  sid: string
  accountSid: string
  from: string
  to: string
  body: string
  direction: 'inbound' | 'outbound-api' | 'outbound-reply' | 'outbound-call'
  status: MessageStatus
  numSegments: number
  mediaUrls: string[]
  messagingServiceSid: string | null
  price: string | null
  errorCode: number | null
  statusCallback: string | null
  createdAt: number
  updatedAt: number
  sentAt: number | null
  /** Every status it ever had, the initial one first. */
  history: StatusChange[]
  removed: boolean
}

export type CallStatus =
  'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled'

export type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed'

/** Where the instructions of a call come from: a document in the request, or an address to ask. */
export type DocumentSource =
  { kind: 'inline'; twiml: string } | { kind: 'url'; url: string; method: HttpMethod; params: [string, string][] }

export type Heard =
  | { kind: 'say'; at: number; voice: string; language: string; text: string; ssml: string | null }
  | {
      kind: 'play'
      at: number
      url: string
      status: number | null
      contentType: string
      bytes: number
      sha256: string
    }
  | { kind: 'digits'; at: number; digits: string }
  | { kind: 'pause'; at: number; seconds: number }
  | { kind: 'gather'; at: number; digits: string | null; speech: string | null }
  | { kind: 'record'; at: number; recordingSid: string; seconds: number }
  | { kind: 'dial'; at: number; noun: string; target: string; status: string; childSid: string | null }
  | { kind: 'hold'; at: number; url: string; bytes: number; sha256: string }
  | { kind: 'message'; at: number; messageSid: string }
  | { kind: 'connect'; at: number; noun: string; url: string }
  | { kind: 'redirect'; at: number; url: string }
  | { kind: 'hangup'; at: number; by: 'twiml' | 'callee' | 'rest' | 'end' }
  | { kind: 'error'; at: number; code: number; message: string }

type FetchedDocument = {
  at: number
  url: string
  method: string
  status: number | null
  contentType: string
  body: string
  sha256: string
}

export type Call = {
  sid: string
  accountSid: string
  from: string
  to: string
  direction: 'inbound' | 'outbound-api' | 'outbound-dial'
  status: CallStatus
  parentCallSid: string | null
  phoneNumberSid: string | null
  applicationSid: string | null
  source: DocumentSource | null
  fallback: { url: string; method: HttpMethod } | null
  statusCallback: { url: string; method: HttpMethod; events: CallEvent[] } | null
  timeoutSeconds: number
  timeLimitSeconds: number
  sendDigits: string | null
  /** What a browser that is rung is told: the Voice SDK's `customParameters`. */
  parameters: Record<string, string>
  record: boolean
  recordingStatusCallback: string | null
  answeredBy: string | null
  machineDetection: boolean
  sequenceNumber: number
  createdAt: number
  updatedAt: number
  startedAt: number | null
  answeredAt: number | null
  endedAt: number | null
  durationSeconds: number | null
  sipResponseCode: number | null
  price: string | null
  history: StatusChange[]
  /** What the person at the other end heard, in order. */
  heard: Heard[]
  documents: FetchedDocument[]
  errors: { at: number; code: number; message: string; url: string }[]
  removed: boolean
}

export type Recording = {
  sid: string
  accountSid: string
  callSid: string
  conferenceSid: string | null
  source: 'RecordVerb' | 'DialVerb' | 'OutboundAPI' | 'Conference'
  durationSeconds: number
  createdAt: number
  price: string | null
  removed: boolean
}

export type Conference = {
  sid: string
  accountSid: string
  friendlyName: string
  status: 'init' | 'in-progress' | 'completed'
  participants: string[]
  createdAt: number
  history: { event: string; callSid: string | null; at: number }[]
}

/** How one handset behaves, whatever the defaults say. */
export type NumberScript = {
  sms?: {
    /** The create request is refused with this code. */
    refuse?: number
    outcome?: 'delivered' | 'undelivered' | 'failed' | 'sent' | 'queued'
    errorCode?: number
    deliveredAfterMs?: number
  }
  call?: {
    refuse?: number
    outcome?: 'answer' | 'busy' | 'no-answer' | 'failed' | 'ring'
    answerAfterMs?: number
    answeredBy?: 'human' | 'machine_start' | 'fax' | 'unknown'
    /** One per `<Gather>` met, in order: digits, or what is said; null stays silent. */
    inputs?: ({ digits?: string; speech?: string } | null)[]
    /** The person hangs up this long after answering, in real-time milliseconds of the call. */
    hangUpAfterMs?: number
  }
}
