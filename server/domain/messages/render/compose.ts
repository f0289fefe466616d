import { buildSegments } from '#shared/template/segments.ts'
import type { BuiltSegments } from '#shared/template/segments.ts'
import type { GivenSettings } from '#shared/template/settings.ts'
import { tokenise } from '#shared/template/tokenise.ts'
import type { TemplateProblem } from '#shared/template/tokenise.ts'
import type { VariableValues } from '#shared/template/variables.ts'
import type { RenderWarning } from '#shared/template/warnings.ts'
import { renderSms } from './sms.ts'
import type { RenderedSms } from './sms.ts'
import { renderTwiml } from './twiml.ts'
import type { RenderedTwiml, TwimlOptions } from './twiml.ts'

/** A template and what goes into it. */
export interface MessageInput {
  template: string
  variables?: VariableValues
  settings?: GivenSettings
}

export type VoiceInput = MessageInput & TwimlOptions

interface Composed extends Omit<BuiltSegments, 'warnings'> {
  /** What the tokeniser found wrong; a template that was checked at save has none. */
  problems: TemplateProblem[]
}

export type ComposedVoice = Composed & RenderedTwiml
export type ComposedSms = Composed & RenderedSms

/**
 * From a template to the TwiML that is stored and served. Preview and call both come through here, so they can't
 * differ.
 *
 * @throws RenderError `rendered_too_long` or `twiml_too_large`
 */
export function composeVoice(input: VoiceInput): ComposedVoice {
  const { warnings, ...built } = build(input)
  const rendered = renderTwiml(built.segments, input)
  return { ...built, ...rendered, warnings: [...warnings, ...rendered.warnings] }
}

/**
 * From a template to the body of an SMS; `problem` says why it can't be sent. Preview and SMS both come through here.
 *
 * @throws RenderError `rendered_too_long`
 */
export function composeSms(input: MessageInput): ComposedSms {
  const { warnings, ...built } = build(input)
  const rendered = renderSms(built.segments, input.settings)
  return { ...built, ...rendered, warnings: [...warnings, ...rendered.warnings] }
}

function build({ template, variables = {} }: MessageInput): Composed & { warnings: RenderWarning[] } {
  const { tokens, problems } = tokenise(template)
  const { warnings, ...built } = buildSegments(tokens, variables)
  const remarks = problems.map(({ message, start, end }) => ({
    code: 'template_problem' as const,
    message,
    start,
    end,
  }))
  return { ...built, problems, warnings: [...remarks, ...warnings] }
}
