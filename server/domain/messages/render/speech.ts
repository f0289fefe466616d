import type { AudioSegment, Segment } from '#shared/template/segments.ts'
import { SSML_NAMES, unreadable } from '#shared/template/sms-text.ts'
import { createWarnings } from '#shared/template/warnings.ts'
import type { RenderWarning } from '#shared/template/warnings.ts'
import { speakValue } from './say-as.ts'
import type { SpeechContext, SpeechNode } from './say-as.ts'

/** A message as a call plays it: runs of speech, and the audio between them. */
type SpeechPart = { kind: 'speech'; nodes: SpeechNode[] } | AudioSegment

/** One thing that the person called hears, in order. */
export type Heard =
  | { kind: 'say'; text: string; voice: string; language: string }
  | { kind: 'play'; file: string; url: string; seconds?: number }

/**
 * Turns segments into speech, in the author's order. A run of nothing but white space is no speech.
 *
 * @param segments of `buildSegments`
 */
export function toSpeech(
  segments: readonly Segment[],
  context: SpeechContext,
): { parts: SpeechPart[]; warnings: RenderWarning[] } {
  const warnings = createWarnings()
  const parts: SpeechPart[] = []
  let nodes: SpeechNode[] = []
  const endRun = () => {
    if (nodes.some((node) => node.text.trim() !== '')) parts.push({ kind: 'speech', nodes })
    nodes = []
  }
  for (const segment of segments) {
    if (segment.kind === 'audio') {
      endRun()
      parts.push(segment)
      continue
    }
    if (segment.kind === 'text') {
      nodes.push({ kind: 'text', text: segment.text })
      continue
    }
    const spoken = speakValue(segment, context)
    nodes.push(spoken?.node ?? { kind: 'text', text: segment.value })
    const { name: variable, ssml, start, end } = segment
    if (!spoken) warnings.add(unreadable(segment))
    if (spoken?.lacking) {
      const message = `The voice has no way of its own to say ${SSML_NAMES[ssml]}: the value of {${variable}} is written out.`
      warnings.add({ code: 'type_not_supported', message, start, end, variable })
    }
  }
  endRun()
  return { parts, warnings: warnings.all() }
}

/** What a run sounds like, written out. */
export function heardText(nodes: readonly SpeechNode[]): string {
  return nodes.map((node) => (node.kind === 'text' ? node.text : node.heard)).join('')
}
