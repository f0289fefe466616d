import { RenderError } from '#shared/template/render-error.ts'
import type { RenderProblem } from '#shared/template/render-error.ts'
import type { Segment } from '#shared/template/segments.ts'
import { resolveSettings } from '#shared/template/settings.ts'
import type { SmsEncoding } from '#shared/template/sms-encoding.ts'
import { renderSmsText } from '#shared/template/sms-text.ts'
import type { TemplateProblem } from '#shared/template/tokenise.ts'
import type { RenderWarning } from '#shared/template/warnings.ts'
import { composeSms, composeVoice } from './compose.ts'
import type { ComposedVoice, MessageInput, VoiceInput } from './compose.ts'
import { estimateSmsCost, estimateVoiceCost } from './cost-estimate.ts'
import type { CostEstimate, UnitPrices } from './cost-estimate.ts'
import type { Heard } from './speech.ts'

export type PreviewInput = ({ kind: 'sms' } & MessageInput) | ({ kind: 'voice' } & VoiceInput)

export interface Preview {
  kind: 'voice' | 'sms'
  /** The message as somebody would read it. */
  text: string
  /** The very bytes that a call would be given; null for an SMS and when `problem` says why there are none. */
  twiml: string | null
  /** The very body that an SMS would have; null for a call. */
  body: string | null
  /** What will be heard, in order; empty for an SMS. */
  heard: Heard[]
  segments: Segment[]
  /** Encoding and parts of the SMS; null for a call. */
  sms: SmsEncoding | null
  missing: string[]
  unused: string[]
  /** What keeps the template from being saved. */
  problems: TemplateProblem[]
  /** What keeps this rendering from being sent; null when nothing does. */
  problem: RenderProblem | null
  warnings: RenderWarning[]
  /** Null without prices. */
  cost: CostEstimate | null
}

/**
 * Shows what a template becomes, by the same functions that send it. Never throws on a template or on values: what is
 * wrong with them is in the answer.
 *
 * @param input the template, its values and the tenant's settings, exactly as the send would have them
 * @param prices what a part of an SMS and a minute of a call cost, when they are known
 */
export function composePreview(input: PreviewInput, prices?: UnitPrices): Preview {
  try {
    return input.kind === 'sms' ? previewSms(input, prices) : previewVoice(input, prices)
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    return { ...emptyPreview(input.kind), problem: error.problem }
  }
}

function previewSms(input: MessageInput, prices: UnitPrices | undefined): Preview {
  const { body, sms, segments, missing, unused, problems, problem, warnings } = composeSms(input)
  const cost = estimateSmsCost(sms.segments, prices)
  const found = { segments, sms, missing, unused, problems, problem, warnings, cost }
  return { ...emptyPreview('sms'), text: body, body, ...found }
}

function previewVoice(input: VoiceInput, prices: UnitPrices | undefined): Preview {
  const { twiml, spoken, segments, missing, unused, problems, warnings }: ComposedVoice = composeVoice(input)
  const text = renderSmsText(segments, resolveSettings(input.settings)).text
  const cost = estimateVoiceCost(spoken, input.rate, prices)
  return { ...emptyPreview('voice'), text, twiml, heard: spoken, segments, missing, unused, problems, warnings, cost }
}

function emptyPreview(kind: Preview['kind']): Preview {
  return {
    kind,
    text: '',
    twiml: null,
    body: null,
    heard: [],
    segments: [],
    sms: null,
    missing: [],
    unused: [],
    problems: [],
    problem: null,
    warnings: [],
    cost: null,
  }
}
