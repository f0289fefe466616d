import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

export interface Running {
  child: ChildProcess
  /** Every line of its output so far. */
  lines: string[]
  /** Ends it as a person or a platform would, and waits. */
  stop(): Promise<number | null>
  /** Ends it as a power cut would, and waits. */
  kill(): Promise<void>
}

/** Starts a Node process and resolves when a line of its output says that it is ready. */
export async function startProcess(
  entry: string,
  env: Record<string, string>,
  ready: RegExp,
  flags: readonly string[] = [],
): Promise<Running> {
  const child = spawn(process.execPath, [...flags, entry], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const exited = once(child, 'exit')
  await new Promise<void>((resolve, reject) => {
    const read = (line: string) => {
      lines.push(line)
      if (ready.test(line)) resolve()
    }
    createInterface(child.stdout!).on('line', read)
    createInterface(child.stderr!).on('line', read)
    exited.then(([code]) => reject(new Error(`${entry} ended with ${code} before it was ready:\n${lines.join('\n')}`)))
  })
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await exited
    }
  }
  return {
    child,
    lines,
    async stop() {
      await end('SIGTERM')
      return child.exitCode
    },
    kill: () => end('SIGKILL'),
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
