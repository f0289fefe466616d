import { twilioErrorUrl } from '#shared/communication/twilio-errors'
import type { getDashboard as GetDashboard } from '#shared/contracts/analytics'
import type { DataOf } from '#shared/contracts/contract'
import type { FailureGroup } from './dashboard.queries'

type Attention = DataOf<typeof GetDashboard>['attention'][number]

/** A kind of failure by its name; whoever shows it has the words. */
export function attentionForm({ errorCode, kind, count, exampleId, lastAt, said }: FailureGroup): Attention {
  return {
    key: errorCode === null ? kind : `twilio-${errorCode}`,
    error_code: errorCode,
    said,
    url: errorCode === null ? null : twilioErrorUrl(errorCode),
    count,
    last_at: lastAt,
    example_id: exampleId,
  }
}
