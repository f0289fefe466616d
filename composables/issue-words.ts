import { NOT_EMPTY } from '#shared/schemas/words'
import type { z } from 'zod'

type Translate = (key: string, named: Record<string, unknown>, plural?: number) => string

/**
 * What is wrong with a field, in words for who typed it. Schemas that say it themselves are quoted; what the library says
 * of lengths and types is said anew.
 */
export function issueWords(issue: z.core.$ZodIssue, t: Translate): string {
  if (issue.message === NOT_EMPTY) return t('common.issue.empty', {})
  if (!/^(?:Too|Invalid)\b/.test(issue.message)) return sentence(issue.message)
  const isText = 'origin' in issue && issue.origin === 'string'
  const isCount = 'origin' in issue && ['array', 'set'].includes(String(issue.origin))
  if (issue.code === 'too_small') {
    const minimum = Number(issue.minimum)
    if (isText) return minimum <= 1 ? t('common.issue.empty', {}) : t('common.issue.short', { count: minimum })
    return isCount ? t('common.issue.choose', {}) : t('common.issue.low', { limit: minimum })
  }
  if (issue.code === 'too_big') {
    const maximum = Number(issue.maximum)
    if (isText) return t('common.issue.long', { count: maximum })
    return isCount ? t('common.issue.many', { count: maximum }) : t('common.issue.high', { limit: maximum })
  }
  if (issue.code === 'invalid_type' && issue.expected === 'int') return t('common.issue.whole', {})
  if (issue.code === 'invalid_type' && issue.expected === 'number') return t('common.issue.number', {})
  return t('common.issue.other', {})
}

/** Contracts say `must be …`; beside a field it begins a sentence. */
export const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
