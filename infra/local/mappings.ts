import { background } from '../../shared/routes/background.ts'
import { type Background, startQueueMapping, startStreamMapping } from './event-sources.ts'
import type { InvokeFunction } from './functions.ts'
import { lostRecords, queueName } from './queue-definitions.ts'
import type { Queues } from './queues.ts'
import type { State } from './state.ts'

type Options = { endpoint: string; tableName: string; state: State; queues: Queues; invoke: InvokeFunction }

export type Mapping = Background & { close(): Promise<void> }

/** What of the table's stream is told on: new audit events; the same pattern stands in `infra/constructs/stream.ts`. */
const auditEvents = { eventName: ['INSERT'], dynamodb: { NewImage: { sk: { S: [{ prefix: 'evt_' }] } } } }

/** Every event source mapping of the deployment: the stream to its function, each queue to its consumer. */
export function startMappings({ queues, invoke, ...stream }: Options): Promise<Mapping[]> {
  return Promise.all(
    background.flatMap(({ name, on }): Promise<Mapping>[] => {
      const call = (event: unknown) => invoke(name, event).catch(logged(name))
      if (on.kind === 'queue')
        return [Promise.resolve(startQueueMapping({ queues, queue: queueName(on.queue), batchSize: 10, invoke: call }))]
      if (on.kind !== 'stream') return []
      const rules = { batchSize: 100, maximumRetryAttempts: 100, bisectBatchOnFunctionError: true, onFailureQueue: lostRecords }
      return [startStreamMapping({ ...stream, ...rules, queues, functionName: name, filters: [auditEvents], invoke: call })]
    }),
  )
}

/** As Lambda's runtime does; the mapping only takes note that it failed. */
const logged = (name: string) => (error: unknown) => {
  console.error(`${name} failed:`, error)
  throw error
}
