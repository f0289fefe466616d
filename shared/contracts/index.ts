import type { Contract } from './contract.ts'
import * as analytics from './analytics.ts'
import * as apiKeys from './api-keys.ts'
import * as auth from './auth.ts'
import * as communication from './communication.ts'
import * as compliance from './compliance.ts'
import * as events from './events.ts'
import * as files from './files.ts'
import * as logs from './logs.ts'
import * as optOuts from './opt-outs.ts'
import * as passkeys from './passkeys.ts'
import * as phone from './phone.ts'
import * as phoneCalls from './phone-calls.ts'
import * as phoneNumbers from './phone-numbers.ts'
import * as platform from './platform.ts'
import * as recordings from './recordings.ts'
import * as secondFactor from './second-factor.ts'
import * as sending from './sending.ts'
import * as sessions from './sessions.ts'
import * as telephony from './telephony.ts'
import * as tenant from './tenant.ts'
import * as tenantLogo from './tenant-logo.ts'
import * as threads from './threads.ts'
import * as twilioCredentials from './twilio-credentials.ts'
import * as uploads from './uploads.ts'
import * as users from './users.ts'
import * as voiceMessages from './voice-messages.ts'

const modules = {
  auth,
  secondFactor,
  passkeys,
  sessions,
  tenant,
  tenantLogo,
  twilioCredentials,
  telephony,
  users,
  apiKeys,
  voiceMessages,
  files,
  uploads,
  sending,
  communication,
  phone,
  phoneCalls,
  recordings,
  compliance,
  analytics,
  events,
  optOuts,
  threads,
  phoneNumbers,
  logs,
  platform,
}

/** Every operation, for OpenAPI and the guard tests. Pages import the single contracts they use, never this. */
export const contracts: readonly Contract[] = Object.values(modules).flatMap((module) =>
  Object.values<unknown>(module).filter(isContract),
)

function isContract(value: unknown): value is Contract {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'access' in value
}
