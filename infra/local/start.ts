import { resolve } from 'node:path'
import { isTaken } from './ports.ts'
import { type Demo, startDemo } from './start-demo.ts'

/** `npm start`: the whole system with demo data, until Ctrl-C. */
const PORT = process.env.PORT || '3000'
const folder = resolve(process.env.ROSTER_DATA || '.roster')
const port = Number(PORT)
/** The API's, and the next ones for the mailbox and so on. */
const lastPort = 65_535 - 6

if (!/^\d+$/.test(PORT) || port > lastPort) end(`PORT must be a number between 0 and ${lastPort}, not "${PORT}".`)

try {
  const { greeting } = await endOnSignals(() => startDemo({ port, folder, fresh: process.env.ROSTER_FRESH === '1' }))
  console.log(greeting)
} catch (error) {
  if (isTaken(error)) end(`Port ${port} is taken by another program. End that one, or choose another port: PORT=3100 npm start`)
  end(error instanceof Error ? error.message : String(error))
}

/** From the first moment on: what starts is not cut off half-way, which could leave half a demo organization. */
function endOnSignals(start: () => Promise<Demo>): Promise<Demo> {
  const starting = Promise.withResolvers<Demo>()
  let since: number | undefined
  const stop = () => {
    // The same Ctrl-C may come twice, from the terminal and from npm; one that comes later means it.
    if (since !== undefined && Date.now() - since > 1000) process.exit(130)
    if (since !== undefined) return
    since = Date.now()
    void starting.promise
      .then(demo => demo.close())
      .then(
        () => process.exit(0),
        error => end(String(error)),
      )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  start().then(starting.resolve, starting.reject)
  return starting.promise
}

function end(line: string): never {
  console.error(line)
  process.exit(1)
}
