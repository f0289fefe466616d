import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { buildIfStale } from '../../tools/build-if-stale.ts'
import { SQL_LOG_DIR } from './paths.ts'

/** The API tests run against the server that ships: it is built once, and only when a source is newer. */
export default function setup(): void {
  rmSync(SQL_LOG_DIR, { recursive: true, force: true })
  buildIfStale((command, args) => {
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`The build failed:\n${stderr}`)
  })
}
