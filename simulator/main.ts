import { startSimulator } from './start.ts'

const port = Number(process.env.SIMULATOR_PORT ?? 4010)
const host = process.env.HOST ?? '127.0.0.1'

try {
  const simulator = await startSimulator({ port, host })
  console.log(`ready ${simulator.url}`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void simulator.close().then(() => process.exit(0)))
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
