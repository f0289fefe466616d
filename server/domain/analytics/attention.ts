import { describeTwilioError, twilioErrorUrl, type ErrorExplanation } from '#shared/communication/twilio-errors'
import type { getDashboard as GetDashboard } from '#shared/contracts/analytics'
import type { DataOf } from '#shared/contracts/contract'
import type { FailureGroup } from './dashboard.queries'

type Attention = DataOf<typeof GetDashboard>['attention'][number]

/** Failures that Twilio gives no code for. */
const WITHOUT_CODE: Record<string, ErrorExplanation> = {
  busy: { title: 'Line was busy', explanation: 'The line was busy.', whatToDo: 'Call again later.' },
  'no-answer': { title: 'Nobody answered', explanation: 'Nobody took the call.', whatToDo: 'Call again later.' },
  undelivered: {
    title: 'Not delivered',
    explanation: 'The carrier gave no reason for failing to deliver.',
    whatToDo: 'Try again later.',
  },
  unreachable: {
    title: 'Twilio did not answer',
    explanation: 'Twilio could not be reached; nothing was sent.',
    whatToDo: 'Send again. If it happens again, check the connection and status.twilio.com.',
  },
  'not-accepted': {
    title: 'Not taken by Twilio',
    explanation: 'Twilio did not answer, and knew nothing of it when it was asked later.',
    whatToDo: 'Send it again.',
  },
}

/** A kind of failure in plain words: ours where we have some, else Twilio's. */
export function attentionForm(group: FailureGroup): Attention {
  const { errorCode, kind, count, exampleId, lastAt, said } = group
  const words = errorCode === null ? WITHOUT_CODE[kind] : describeTwilioError(errorCode)
  const title = errorCode === null ? 'Failed' : `Twilio error ${errorCode}`
  return {
    key: errorCode === null ? kind : `twilio-${errorCode}`,
    error_code: errorCode,
    title: words?.title ?? title,
    explanation: words?.explanation ?? said ?? 'Twilio gave no reason.',
    what_to_do: words?.whatToDo ?? '',
    url: errorCode === null ? null : twilioErrorUrl(errorCode),
    count,
    last_at: lastAt,
    example_id: exampleId,
  }
}
