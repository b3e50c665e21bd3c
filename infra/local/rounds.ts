const restMs = 100

/**
 * Rounds of work, one after the other: at once while there is something to do, else after a rest.
 * @param round says how much it did
 */
export function openRounds(round: () => Promise<number>, signal: AbortSignal) {
  let waiting: (() => void)[] = []
  let wake: (() => void) | undefined
  let failing = false

  const rest = () =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, restMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  function report(error: unknown) {
    if (!signal.aborted && !failing) console.error('Reading failed, and is tried again:', error)
    failing = true
    return 0
  }

  async function run() {
    while (!signal.aborted) {
      const told = waiting
      waiting = []
      const count = await round().then(done => {
        failing = false
        return done
      }, report)
      for (const tell of told) tell()
      if (!count && !waiting.length && !signal.aborted) await rest()
    }
    for (const tell of waiting) tell()
  }

  signal.addEventListener('abort', () => wake?.())
  return {
    ended: run(),
    /** Resolves after a round that began after this call, which it does at once. */
    next: () =>
      new Promise<void>(resolve => {
        if (signal.aborted) return resolve()
        waiting.push(resolve)
        wake?.()
      }),
  }
}
