import { setTimeout } from 'node:timers/promises'
import type { World } from './client.ts'
import { optionsOf } from './options.ts'
import { importPeople } from './run.ts'
import { Stopped } from './stopped.ts'
import { inWords, isComplete } from './summary.ts'

/** Returns the exit code. */
export async function importCommand(args: string[]): Promise<number> {
  try {
    const options = optionsOf(args)
    const summary = await importPeople(options, worldOf(process))
    console.log(options.json ? JSON.stringify(summary, null, 2) : inWords(summary))
    if (summary.stopped === undefined) return isComplete(summary) ? 0 : 1
    console.error(summary.stopped)
    return 2
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    console.error(error.message)
    return 2
  }
}

/** The first Ctrl-C lets the request under way come to its answer; one that comes later means it. */
function worldOf({ env }: NodeJS.Process): World & { env: NodeJS.ProcessEnv } {
  const stop = new AbortController()
  let since = 0
  const onSignal = () => {
    // The same one may come twice, from the terminal and from npm.
    if (stop.signal.aborted && Date.now() - since > 1000) process.exit(130)
    if (stop.signal.aborted) return
    since = Date.now()
    console.error('Stopping as soon as the request under way has its answer.')
    stop.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  return {
    env,
    fetch,
    wait: seconds => setTimeout(seconds * 1000, undefined, { signal: stop.signal }).catch(() => {}),
    stopping: () => stop.signal.aborted,
    say: line => console.error(line),
  }
}
