import { AwsRefusal, awsJson, awsJsonError, injected, type Operation, partialFailure } from './aws-json.ts'
import type { Clock } from './clock.ts'
import { type BusEvent, openEventBus } from './event-bus.ts'
import type { Faults, FaultyService } from './faults.ts'
import type { Queues } from './queues.ts'
import { openSecrets } from './secrets.ts'
import { hangUp, type Request, type Response, serve } from './serve.ts'
import { sqsOperations } from './sqs.ts'
import type { State } from './state.ts'

export type Aws = { url: string; port: number /** Oldest first. */; events(): BusEvent[]; close(): Promise<void> }

type Service = { faulty?: FaultyService; operations: Record<string, Operation> }

/** SQS, EventBridge and Secrets Manager at one address: their calls name the service in `x-amz-target`. */
export async function startAws(options: {
  port: number
  state: State
  clock: Clock
  faults: Faults
  queues: Queues
}): Promise<Aws> {
  const bus = openEventBus(options)
  // The queues' URLs need the address, which is known only once somebody listens there.
  const services = new Map<string, Service>()
  const served = await serve(options.port, request => answer(request, services, options.faults))
  services.set('AmazonSQS', { faulty: 'sqs', operations: sqsOperations(options.queues, served.url) })
  services.set('AWSEvents', { faulty: 'events', operations: bus.operations })
  services.set('secretsmanager', { operations: openSecrets(options) })
  return { ...served, events: bus.events }
}

function answer(request: Request, services: Map<string, Service>, faults: Faults): Response {
  const [prefix = '', name = ''] = (request.headers['x-amz-target'] ?? '').split('.')
  const service = services.get(prefix)
  const operation = service?.operations[name]
  if (!service || !operation) return awsJsonError(new AwsRefusal('UnknownOperationException', `${prefix}.${name}`, 404))
  const fault = service.faulty ? faults.strike(service.faulty, name) : null
  if (fault === 'ConnectionRefused') return hangUp
  const response = run(operation, request, fault)
  // Lost on the way back: the call took effect.
  return fault === 'ConnectionLost' ? hangUp : response
}

function run(operation: Operation, request: Request, fault: string | null): Response {
  try {
    if (fault && fault !== partialFailure && fault !== 'ConnectionLost') throw injected(fault)
    // An operation's input type is the one its SDK client serializes.
    return awsJson(200, operation(JSON.parse(String(request.body)) as never, fault === partialFailure))
  } catch (error) {
    if (error instanceof AwsRefusal) return awsJsonError(error)
    throw error
  }
}
