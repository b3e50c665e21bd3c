export { type QueueMapping, startQueueMapping } from './queue-mapping.ts'
export { type StreamMapping, startStreamMapping } from './stream-mapping.ts'

/** What goes on behind the API by itself, and can be waited for. */
export type Background = {
  /** Nothing known to be waiting or in flight. */
  idle(): boolean
  /** Looks for work at once, and resolves when it has looked. */
  look(): Promise<void>
  /** How many times there was work so far. */
  runs(): number
}

/** A Lambda function as an event source calls it: it answers or throws. */
export type Invoke<Event> = (event: Event) => Promise<unknown>

/**
 * Which of a batch's items failed, by `batchItemFailures`. An answer that makes no sense fails them all, one that says nothing none:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 * @param ids of the batch's items
 */
export function failedItems(answer: unknown, ids: string[]): Set<string> {
  const failures = fieldOf(answer, 'batchItemFailures')
  if (!Array.isArray(failures)) return new Set()
  const named = failures.map(failure => fieldOf(failure, 'itemIdentifier'))
  return new Set(named.every(name => typeof name === 'string' && ids.includes(name)) ? named.map(String) : ids)
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined
