import type { voiceMessages } from '#server/db/schema/voice-messages'
import type { communicationLog } from '#server/db/schema/communication-log'
import { NOW } from './database.ts'

/** Rows with everything a table asks for, to be changed where a test cares. */
export const aMessage = (changes: Partial<Omit<typeof voiceMessages.$inferInsert, 'tenantId'>> = {}) => ({
  name: 'Reminder',
  voiceText: 'Hello {name}',
  createdAt: NOW,
  updatedAt: NOW,
  ...changes,
})

export const aCommunication = (changes: Partial<Omit<typeof communicationLog.$inferInsert, 'tenantId'>> = {}) => ({
  networkType: 'sms' as const,
  toNumber: '+12025550123',
  fromNumber: '+12025550100',
  status: 'pending',
  createdAt: NOW,
  updatedAt: NOW,
  ...changes,
})
