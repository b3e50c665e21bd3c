import { resolve } from 'node:path'
import { isTaken } from './ports.ts'
import { startDemo } from './start-demo.ts'

/** `npm start`: the whole system with demo data, until Ctrl-C. */
const { PORT = '3000', ROSTER_DATA = '.roster', ROSTER_FRESH } = process.env
const port = Number(PORT)

if (!Number.isInteger(port) || port < 0 || port > 65_535) end(`PORT must be a number between 0 and 65535, not "${PORT}".`)

try {
  const demo = await startDemo({ port, folder: resolve(ROSTER_DATA), fresh: ROSTER_FRESH === '1' })
  console.log(demo.greeting)
  let closing: Promise<void> | undefined
  const stop = () => {
    closing ??= demo.close().then(
      () => process.exit(0),
      error => end(String(error)),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
} catch (error) {
  if (isTaken(error)) end(`Port ${port} is taken by another program. End that one, or choose another port: PORT=3100 npm start`)
  end(error instanceof Error ? error.message : String(error))
}

function end(line: string): never {
  console.error(line)
  process.exit(1)
}
