import type { Background } from './event-sources.ts'

/**
 * Waits until nothing goes on in the background: all are idle, have looked for work since, and found none.
 * @returns whether that came true within the time
 */
export async function settle(backgrounds: Background[], timeoutMs: number): Promise<boolean> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), timeoutMs)
  const outOfTime = new Promise<void>(resolve => limit.signal.addEventListener('abort', () => resolve()))
  const runs = () => backgrounds.reduce((sum, background) => sum + background.runs(), 0)
  const idle = () => backgrounds.every(background => background.idle())
  try {
    while (!limit.signal.aborted) {
      const before = runs()
      const wasIdle = idle()
      await Promise.race([Promise.all(backgrounds.map(background => background.look())), outOfTime])
      if (wasIdle && idle() && runs() === before && !limit.signal.aborted) return true
      await Promise.race([new Promise(resolve => setTimeout(resolve, 10)), outOfTime])
    }
    return false
  } finally {
    clearTimeout(timer)
  }
}
