import { contracts } from '#shared/contracts/index'
import { definePublicHandler } from '../http/define-public-handler'
import { describeApi } from '#shared/contracts/openapi'

let text: string | undefined

/** The API's own description, made once from the contracts. */
export default definePublicHandler('/openapi.json', async () => ({
  status: 200,
  contentType: 'application/json; charset=utf-8',
  raw: (text ??= JSON.stringify(describeApi(contracts))),
}))
