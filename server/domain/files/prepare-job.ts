import type { NewJob } from '../../jobs/outbox'
import type { ObjectRow } from './files.queries'

export const PREPARE_KIND = 'prepare-file'

/** The work that measures a content and makes it playable. */
export const prepareJobOf = (object: ObjectRow, runAt: Date): NewJob => ({
  id: `${PREPARE_KIND}/${object.id}`,
  kind: PREPARE_KIND,
  payload: { object_id: object.id },
  runAt,
})
