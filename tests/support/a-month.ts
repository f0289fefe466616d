import Libsql from 'libsql'
import type { SeedRow } from './seed-history.ts'
import { ACME, type World } from './world.ts'

const DAY_MS = 24 * 60 * 60_000

interface Kind {
  /** How many of a hundred are like this. */
  share: number
  row: Partial<SeedRow>
}

const KINDS: readonly Kind[] = [
  { share: 41, row: { status: 'delivered' } },
  { share: 5, row: { status: 'sent' } },
  { share: 7, row: { status: 'received', direction: 'inbound', cost_amount: 7_500 } },
  { share: 3, row: failed('sms', 'undelivered', 30003, 'Unreachable destination handset') },
  { share: 2, row: failed('sms', 'undelivered', 30006, 'Landline or unreachable carrier') },
  { share: 1, row: failed('sms', 'failed', 21610, 'Attempt to send to unsubscribed recipient') },
  { share: 27, row: { network_type: 'call', status: 'completed', cost_amount: 14_000, duration_seconds: 42 } },
  { share: 7, row: { network_type: 'call', status: 'no-answer', cost_amount: null } },
  { share: 4, row: { network_type: 'call', status: 'busy', cost_amount: null } },
  { share: 1, row: { network_type: 'call', status: 'canceled', cost_amount: null } },
  { share: 2, row: failed('call', 'failed', 13224, 'Dial: Invalid phone number') },
]
const PEOPLE = ['Ann', 'Bilal', 'Chen', 'Dolores', 'Emeka', 'Fatima', 'Grace', 'Hiro', 'Ines', 'Jonas', 'Karina', 'Leo']
const TEXTS = [
  'Hello {name}, your order is ready for collection until 18:00.',
  '{name}, your appointment is on Monday at 10:30. Reply C to confirm.',
  'Your code is 482 193. It is valid for ten minutes.',
  'Dear {name}, the technician arrives between 8 and 10. Track him here: https://example.com/t/81',
]

/**
 * History as a busy tenant has it: the same rows for the same arguments, spread over working hours of the thirty days
 * before `until`, with every outcome there is.
 *
 * @param count how many rows
 */
export function aMonth(count: number, until: Date, tenantId = ACME.id, from = ACME.from): SeedRow[] {
  const next = numbers(count)
  return Array.from({ length: count }, (_, at) => {
    const kind = pick(next())
    const name = PEOPLE[Math.floor(next() * PEOPLE.length)]!
    const day = until.getTime() - DAY_MS * (30 * (1 - at / count)) - 1
    const midnight = new Date(day).setUTCHours(0, 0, 0, 0)
    // Between 13:00 and 23:00 UTC: the working day of both demo tenants.
    const time = Math.min(midnight + (13 + 10 * next()) * 60 * 60_000, until.getTime() - 60_000)
    const person = `+1202555${String(100 + Math.floor(next() * 900)).padStart(4, '0')}`
    const isInbound = kind.direction === 'inbound'
    const text = TEXTS[Math.floor(next() * TEXTS.length)]!.replace('{name}', name)
    return {
      tenant_id: tenantId,
      created_at: new Date(time).toISOString(),
      to_number: isInbound ? from : person,
      from_number: isInbound ? person : from,
      message_content: isInbound ? 'Thank you, see you then' : text,
      ...kind,
    }
  })
}

/** Templates of every kind, beside those that the tenant has. */
export function seedTemplates(world: World, count: number, tenantId = ACME.id): void {
  const db = new Libsql(world.databaseUrl.replace(/^file:/, ''), { timeout: 10_000 })
  const insert = db.prepare(
    `INSERT INTO voice_messages (tenant_id, name, voice_text, voice_type, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const now = new Date().toISOString()
  db.exec('BEGIN IMMEDIATE')
  for (let at = 1; at <= count; at++) {
    const isSms = at % 4 === 0
    const text = isSms
      ? 'Hello {name}, your balance is {amount}~SSML~currency.'
      : 'Hello {name}. {MP3~jingle} Your appointment is on {day}~SSML~date at {time}~SSML~time.'
    insert.run(tenantId, `Reminder ${String(at).padStart(3, '0')}`, text, isSms ? 'sms' : 'message', now, now)
  }
  db.exec('COMMIT')
  db.close()
}

function failed(network: 'call' | 'sms', status: string, code: number, message: string): Partial<SeedRow> {
  return { network_type: network, status, error_code: code, error_message: message, cost_amount: null }
}

function pick(chance: number): Partial<SeedRow> {
  let rest = chance * 100
  return (KINDS.find(({ share }) => (rest -= share) < 0) ?? KINDS[0]!).row
}

/** Numbers that look random and are the same in every run (a linear congruential generator). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
