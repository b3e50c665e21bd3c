import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Queues } from '../aws/sqs.ts'
import type { AuditEvent } from '../data/events.ts'
import { queueVariables, variable } from '../environment.ts'
import { logger } from '../logger.ts'
import { countOne } from '../metrics.ts'
import type { BackgroundSpec, Queue } from '../routes/background.ts'
import type { ToolsOf } from '../tools.ts'
import { parseEvent } from './events.ts'

type ConsumerSpec = BackgroundSpec & { on: { kind: 'queue'; queue: Queue } }

/**
 * The shell around a queue's consumer. Messages of one group are handled in order, groups side by side. What fails for now comes back
 * with everything behind it in its group; what can never succeed is set aside in the dead-letter queue at once, with the reason, so
 * that it holds nothing up.
 */
export function consumer<const Spec extends ConsumerSpec, Tools extends ToolsOf<Spec['grants']> & { queues: Queues }>(
  spec: Spec,
  tools: Tools,
  act: (event: AuditEvent, tools: Tools) => Promise<void>,
) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const groups = Map.groupBy(Records, record => record.attributes.MessageGroupId ?? record.messageId)
    const unhandled = await Promise.all([...groups.values()].map(group => handleGroup(spec, tools, act, group)))
    return { batchItemFailures: unhandled.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) }
  }
}

/** Returns what must come again. */
async function handleGroup<Tools extends { queues: Queues }>(
  spec: ConsumerSpec,
  tools: Tools,
  act: (event: AuditEvent, tools: Tools) => Promise<void>,
  records: SQSRecord[],
): Promise<SQSRecord[]> {
  for (const [index, record] of records.entries()) {
    try {
      await handleOne(spec, tools, act, record)
    } catch (error) {
      logger.warn('comes again', { consumer: spec.name, messageId: record.messageId, error: error as Error }) // whatever it is, it is logged
      return records.slice(index)
    }
  }
  return []
}

async function handleOne<Tools extends { queues: Queues }>(
  spec: ConsumerSpec,
  tools: Tools,
  act: (event: AuditEvent, tools: Tools) => Promise<void>,
  record: SQSRecord,
): Promise<void> {
  try {
    await act(parseEvent(JSON.parse(record.body)), tools)
  } catch (error) {
    if (!isHopeless(error)) throw error
    countOne('SetAside', spec.name)
    logger.error('set aside', { consumer: spec.name, messageId: record.messageId, error })
    const group = record.attributes.MessageGroupId ?? record.messageId
    await tools.queues.send(variable(queueVariables[spec.on.queue].setAside), [
      { id: record.messageId, group, body: { reason: error.message, message: record.body } },
    ])
  }
}

/** A message that cannot be read, or that our own code cannot handle: no waiting mends either. */
const isHopeless = (error: unknown): error is Error =>
  error instanceof SyntaxError ||
  error instanceof TypeError ||
  error instanceof RangeError ||
  (error instanceof Error && error.name.includes('ZodError'))
