/** Writes `docs/openapi.json` from the contracts; with `--check` says whether it is what they say now. */
import { readFileSync, writeFileSync } from 'node:fs'
import { contracts } from '../shared/contracts/index.ts'
import { describeApi } from '../shared/contracts/openapi.ts'

const file = new URL('../docs/openapi.json', import.meta.url)
const text = `${JSON.stringify(describeApi(contracts), null, 2)}\n`

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/openapi.json is not what the contracts say: run npm run openapi')
  process.exitCode = 1
}
