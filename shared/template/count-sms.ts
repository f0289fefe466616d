import { buildSegments } from './segments.ts'
import { resolveSettings, type GivenSettings } from './settings.ts'
import { describeSms } from './sms-encoding.ts'
import { renderSmsText } from './sms-text.ts'
import { tokenise } from './tokenise.ts'
import type { VariableValues } from './variables.ts'

/**
 * How many segments a template takes for each of several people, by the parts that also render what is sent.
 *
 * @param variables of each person
 * @param settings the tenant's
 * @throws RenderError `rendered_too_long`
 */
export function countSms(template: string, variables: readonly VariableValues[], settings: GivenSettings): number[] {
  const { tokens } = tokenise(template)
  const resolved = resolveSettings(settings)
  const counted = new Map<string, number>()
  return variables.map((values) => {
    const { text } = renderSmsText(buildSegments(tokens, values).segments, resolved)
    const segments = counted.get(text) ?? describeSms(text).segments
    counted.set(text, segments)
    return segments
  })
}
