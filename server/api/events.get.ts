import { streamEvents as contract } from '#shared/contracts/events'
import { streamEvents } from '../domain/live/stream-events'
import { defineTenantStream } from '../http/define-tenant-stream'

export default defineTenantStream(contract, streamEvents)
