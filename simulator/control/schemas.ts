import { z } from 'zod'
import { callbackFaultKinds, restFaultKinds } from '../faults/fault-book.ts'

const ms = z.number().int().min(0)
const probability = z.number().min(0).max(1)
const faultKind = z.enum([...restFaultKinds, ...callbackFaultKinds])
const method = z.enum(['GET', 'POST'])
const address = z.string()

const apiKey = z.strictObject({ sid: z.string().regex(/^SK[0-9a-fA-F]{32}$/), secret: z.string() })
const messagingService = z.strictObject({ sid: z.string().regex(/^MG[0-9a-fA-F]{32}$/), friendlyName: z.string() })

export const accountInput = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/),
  authToken: z.string().min(1),
  friendlyName: z.string().optional(),
  type: z.enum(['Full', 'Trial']).optional(),
  status: z.enum(['active', 'suspended']).optional(),
  apiKeys: z.array(apiKey).optional(),
  verifiedNumbers: z.array(z.string()).optional(),
  secondaryToken: z.string().min(1).optional(),
  balance: z.string().optional(),
  messagingServices: z.array(messagingService).optional(),
  numbers: z
    .array(
      z.strictObject({
        phoneNumber: z.string(),
        ...{ smsUrl: address.optional(), voiceUrl: address.optional(), statusCallback: address.optional() },
        ...{ smsMethod: method.optional(), voiceMethod: method.optional() },
      }),
    )
    .optional(),
})

/** What changes of an account; its numbers, Apps and history stay. */
export const accountChange = z
  .strictObject({
    authToken: z.string().min(1),
    secondaryToken: z.string().min(1).nullable(),
    status: z.enum(['active', 'suspended']),
    balance: z.string(),
    apiKeys: z.array(apiKey),
    messagingServices: z.array(messagingService),
  })
  .partial()

export const defaultsInput = z
  .strictObject({
    ...{ sendingAfterMs: ms, sentAfterMs: ms, deliveredAfterMs: ms, priceAfterMs: ms, initiatedAfterMs: ms },
    ...{ ringingAfterMs: ms, answerAfterMs: ms, patienceMs: ms, talkMs: ms },
    ...{ connectTimeoutMs: ms, readTimeoutMs: ms, totalTimeoutMs: ms },
    walkSpeed: z.number().positive(),
    segmentPriceUsd: z.number().min(0),
    minutePriceUsd: z.number().min(0),
    keywordReplies: z.boolean(),
  })
  .partial()

export const scriptInput = z.strictObject({
  sms: z
    .strictObject({
      refuse: z.number().int(),
      outcome: z.enum(['delivered', 'undelivered', 'failed', 'sent', 'queued']),
      errorCode: z.number().int(),
      deliveredAfterMs: ms,
    })
    .partial()
    .optional(),
  call: z
    .strictObject({
      refuse: z.number().int(),
      outcome: z.enum(['answer', 'busy', 'no-answer', 'failed', 'ring']),
      answerAfterMs: ms,
      answeredBy: z.enum(['human', 'machine_start', 'fax', 'unknown']),
      inputs: z.array(z.strictObject({ digits: z.string(), speech: z.string() }).partial().nullable()),
      hangUpAfterMs: ms,
    })
    .partial()
    .optional(),
})

export const faultInput = z.strictObject({
  kind: faultKind,
  accountSid: z.string().optional(),
  to: z.string().optional(),
  operation: z.string().optional(),
  status: z.string().optional(),
  count: z.number().int().min(1).optional(),
  retryAfterSeconds: z.number().int().min(0).optional(),
  ms: ms.optional(),
})

export const chaosInput = z.strictObject({
  /** Chosen at random when absent; the answer and the log name it. */
  seed: z.number().int().min(0).max(0xffffffff).optional(),
  probabilities: z
    .partialRecord(faultKind, probability)
    .refine(
      (given) => restFaultKinds.reduce((sum, kind) => sum + (given[kind] ?? 0), 0) <= 1,
      'The probabilities of the REST faults add up to more than 1',
    ),
  operation: z.string().optional(),
})

export const clockInput = z.strictObject({
  mode: z.enum(['real', 'manual']).optional(),
  speed: z.number().positive().optional(),
  /** Milliseconds since the epoch. */
  now: z.number().int().optional(),
})
export const advanceInput = z.union([z.strictObject({ ms }), z.strictObject({ to: z.number().int() })])
export const settleInput = z.strictObject({ timeoutMs: ms.optional() })

export const smsInput = z.strictObject({
  from: z.string(),
  to: z.string(),
  body: z.string(),
  mediaUrls: z.array(z.string()).optional(),
})
export const callInput = z.strictObject({ from: z.string(), to: z.string(), attended: z.boolean().optional() })
/** A browser calls: by the access token that it was given, or by anything else that is claimed. */
export const clientCallInput = z.strictObject({
  ...{ token: z.string().optional(), identity: z.string().optional(), applicationSid: z.string().optional() },
  params: z.record(z.string(), z.string()).optional(),
  attended: z.boolean().optional(),
})
export const answerInput = z.strictObject({ attended: z.boolean().optional() })
export const pressInput = z.strictObject({ digits: z.string().regex(/^[0-9A-D*#]+$/) })
/** The place in the transcript that the handset page has played to its end. */
export const heardInput = z.strictObject({ index: z.number().int().min(0) })
export const speakInput = z.strictObject({ text: z.string().min(1) })

export const webhookInput = z.strictObject({
  url: z.string(),
  accountSid: z.string(),
  method: method.optional(),
  params: z.union([z.record(z.string(), z.string()), z.array(z.tuple([z.string(), z.string()]))]).optional(),
  json: z.string().optional(),
  service: z.enum(['voice', 'sms']).optional(),
  signature: z.enum(['valid', 'forged', 'none']).optional(),
  idempotencyToken: z.string().optional(),
})

export type AccountChange = z.infer<typeof accountChange>
export type AccountInput = z.infer<typeof accountInput>
export type DefaultsInput = z.infer<typeof defaultsInput>
export type ScriptInput = z.infer<typeof scriptInput>
export type FaultInput = z.infer<typeof faultInput>
export type ChaosInput = z.infer<typeof chaosInput>
export type ClockInput = z.infer<typeof clockInput>
export type ClientCallInput = z.infer<typeof clientCallInput>
export type SmsInput = z.infer<typeof smsInput>
export type CallInput = z.infer<typeof callInput>
export type WebhookInput = z.infer<typeof webhookInput>
