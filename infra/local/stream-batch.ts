import { setTimeout as pause } from 'node:timers/promises'
import { failedItems, type Invoke } from './event-sources.ts'
import type { StreamRecord } from './stream-shards.ts'

export type StreamEvent = { Records: StreamRecord[] }

export type BatchRules = {
  invoke: Invoke<StreamEvent>
  /** After the first try. */
  maximumRetryAttempts: number
  bisectBatchOnFunctionError: boolean
  /** Told of records in their order, when the function has taken them or they were given up. */
  onDone: (records: StreamRecord[]) => void
  onGivenUp: (records: StreamRecord[]) => void
  /** Ends the retries without giving anything up. */
  signal: AbortSignal
}

const firstPauseMs = 100
const longestPauseMs = 2000

/**
 * One batch, until every record of it is taken or given up.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export async function processBatch(records: StreamRecord[], rules: BatchRules): Promise<void> {
  const { maximumRetryAttempts, bisectBatchOnFunctionError, onDone, onGivenUp, signal } = rules
  let rest = records
  let tries = 0
  while (rest.length) {
    const { taken, threw } = await attempt(rest, rules.invoke)
    onDone(rest.slice(0, taken))
    rest = rest.slice(taken)
    // A batch that got shorter is a new one.
    tries = taken ? 1 : tries + 1
    if (!rest.length) return
    const splits = threw && bisectBatchOnFunctionError && rest.length > 1
    if (!splits && tries > maximumRetryAttempts) {
      onGivenUp(rest)
      return onDone(rest)
    }
    await pause(Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs), undefined, { signal })
    if (splits) {
      // Splitting does not count as a retry.
      const half = Math.ceil(rest.length / 2)
      await processBatch(rest.slice(0, half), rules)
      rest = rest.slice(half)
      tries = 0
    }
  }
}

/** Order counts in a stream: from the first failed record on, nothing is taken. */
async function attempt(records: StreamRecord[], invoke: Invoke<StreamEvent>) {
  const ids = records.map(record => record.dynamodb.SequenceNumber)
  try {
    const failed = failedItems(await invoke({ Records: records }), ids)
    const first = ids.findIndex(id => failed.has(id))
    return { taken: first < 0 ? records.length : first, threw: false }
  } catch {
    // The function's own log says why.
    return { taken: 0, threw: true }
  }
}
