import type { Fault, FaultyService } from '../../infra/local/faults.ts'
import type { Stack } from '../../infra/local/stack.ts'
import { type Answer, ask, control, type Json } from './api.ts'
import { PASSWORD } from './people.ts'

export type Broken = Pick<Fault, 'service' | 'error'> & Partial<Fault>

export const breakDown = (stack: Stack, fault: Broken): Promise<Json> => control(stack, '/faults', { rate: 1, ...fault })

const services: FaultyService[] = ['ses', 'dynamodb', 'cognito', 'sqs', 'events']

export async function mend(stack: Stack): Promise<void> {
  for (const service of services) await control(stack, '/faults', { service, rate: 0 })
}

/** Runs the schedule by hand, once; it does not run by itself after `switchOffSchedule`. */
export const runSchedule = (stack: Stack): Promise<Json> => control(stack, '/schedules/run', {})
export const switchOffSchedule = (stack: Stack): Promise<Json> => control(stack, '/schedules', { enabled: false })

export const accept = (stack: Stack, token: string, password: string = PASSWORD): Promise<Answer> =>
  ask(stack, 'POST', '/v1/invitations/accept', { body: { token, password } })

/** How the AWS SDK hears of a failure: by an error of the service, or by no answer at all. */
export const failures = {
  dynamodb: [
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'ThrottlingException',
    'InternalServerError',
    'TransactionInProgressException',
    'TransactionConflict',
    'ServiceUnavailable',
    'ConnectionRefused',
    'ConnectionLost',
  ],
  cognito: [
    'TooManyRequestsException',
    'LimitExceededException',
    'ThrottlingException',
    'InternalErrorException',
    'ServiceUnavailable',
    'UnexpectedLambdaException',
    'ConnectionRefused',
    'ConnectionLost',
  ],
  ses: [
    'TooManyRequestsException',
    'LimitExceededException',
    'SendingPausedException',
    'MailFromDomainNotVerifiedException',
    'InternalServiceErrorException',
    'ServiceUnavailable',
    'ConnectionRefused',
  ],
  sqs: ['InternalFailure', 'ServiceUnavailable', 'RequestThrottled', 'PartialFailure', 'ConnectionRefused', 'ConnectionLost'],
  events: ['InternalFailure', 'ThrottlingException', 'PartialFailure', 'ConnectionRefused'],
} as const satisfies Record<FaultyService, string[]>

/** The function is cut off: from there on nothing that it sends arrives, and it cannot tidy up. */
export const deadAfter = (calls: number): Broken[] => [
  { service: 'dynamodb', operation: '*', error: 'ConnectionRefused', skip: calls },
]
export const cutAtCognito = (operation: string, error: string): Broken => ({ service: 'cognito', operation, error })
export const cutAtDynamoDb = (operation: string, error: string, rest: Partial<Broken> = {}): Broken => ({
  service: 'dynamodb',
  operation,
  error,
  ...rest,
})
