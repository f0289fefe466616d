import type { VariableValues } from '../template/variables.ts'

/** Of a communication, what decides what sending it again takes. */
interface Sent {
  network_type: 'call' | 'sms'
  direction: 'inbound' | 'outbound'
  to_number: string
  from_number: string
  message_content: string | null
  voice_message_id: number | null
}

interface Addressed {
  to: string
  /** Absent where a Messaging Service chose, which then chooses again. */
  from_number?: string
}
type FromTemplate = Addressed & { voice_message_id: number; variables: VariableValues }
type FromText = Addressed & { message: string }

/** The request that sends the same to the same person: of which operation, and its body. */
export type SameAgain = { kind: 'call'; body: FromTemplate } | { kind: 'sms'; body: FromTemplate | FromText }

/**
 * How the same is sent once more. An SMS whose template's values are not known goes as the text that it was; a call
 * needs its template.
 *
 * @param variables what filled the template, where that was kept
 * @returns null for what came in, and for a call without a template
 */
export function sameAgain(sent: Sent, variables: VariableValues | null): SameAgain | null {
  if (sent.direction === 'inbound') return null
  const sender = sent.from_number.startsWith('+') ? { from_number: sent.from_number } : {}
  const addressed = { to: sent.to_number, ...sender }
  const { voice_message_id: template } = sent
  if (sent.network_type === 'call') {
    if (template === null) return null
    return { kind: 'call', body: { ...addressed, voice_message_id: template, variables: variables ?? {} } }
  }
  if (template !== null && variables !== null)
    return { kind: 'sms', body: { ...addressed, voice_message_id: template, variables } }
  return { kind: 'sms', body: { ...addressed, message: literal(sent.message_content ?? '') } }
}

/** A text in which no brace begins a variable: see `tokenise`. */
const literal = (text: string) => text.replace(/[{}]/g, '$&$&')
