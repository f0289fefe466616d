import type { SettingsForm } from './settings-form'

export interface DemoTenant {
  id: string
  name: string
  apiKey: string
  fromNumber: string
  twilio: { accountSid: string; authToken: string }
  settings: Partial<SettingsForm>
  /** The subject of the outside identity that is this tenant's administrator; null where none is. */
  adminSubject: string | null
}

/** Two tenants of the documents, with numbers that can exist. */
export const DEMO_TENANTS: readonly DemoTenant[] = [
  {
    id: 'acme-corp',
    name: 'Acme Corporation',
    apiKey: 'acme_api_key_12345',
    fromNumber: '+12345678900',
    twilio: { accountSid: `AC${'a'.repeat(30)}01`, authToken: `${'a'.repeat(30)}01` },
    settings: { max_calls_per_day: 100, allowed_countries: ['US', 'CA'], timezone: 'America/New_York' },
    adminSubject: '00000000-0000-4000-8000-000000000001',
  },
  {
    id: 'globex-inc',
    name: 'Globex Inc',
    apiKey: 'globex_api_key_67890',
    fromNumber: '+12135550199',
    twilio: { accountSid: `AC${'b'.repeat(30)}01`, authToken: `${'b'.repeat(30)}01` },
    settings: { max_calls_per_day: 50, allowed_countries: ['US'], timezone: 'America/Los_Angeles' },
    adminSubject: null,
  },
]

export const DEMO_MESSAGES = [
  {
    name: 'Welcome Message',
    voiceText: 'Welcome to {company_name}. Please hold while we connect you.',
    voiceGender: 'alice',
    voiceRate: 'medium',
  },
  {
    name: 'Appointment Reminder',
    voiceText:
      'Hello {customer_name}, this is a reminder for your appointment on {appointment_date} at {appointment_time}.',
    voiceGender: 'alice',
    voiceRate: 'slow',
  },
  {
    name: 'Payment Due Notice',
    voiceText:
      'This is {company_name}. Your payment of {amount}~SSML~currency is due on {due_date}. Please call us at {phone_number}~SSML~phone.',
    voiceGender: 'bob',
    voiceRate: 'medium',
  },
]
