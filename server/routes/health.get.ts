import { definePublicHandler } from '../http/define-public-handler'
import { checkHealth } from '../http/check-health'

/** Whether what is configured works, each part asked. For people and their monitors. */
export default definePublicHandler('/health', checkHealth)
