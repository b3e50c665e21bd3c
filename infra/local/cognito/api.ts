import { hangUp, json, type Request, type Response } from '../serve.ts'
import { accountOperations } from './api-account.ts'
import { recoveryOperations } from './api-recovery.ts'
import { sessionOperations } from './api-sessions.ts'
import { signInOperations } from './api-sign-in.ts'
import { userOperations } from './api-users.ts'
import { deviceOf } from './device.ts'
import { CognitoError } from './errors.ts'
import type { Operation } from './operation.ts'
import type { Pool } from './pool.ts'

const operations = new Map<string, Operation>(
  Object.entries({ ...userOperations, ...sessionOperations, ...signInOperations, ...recoveryOperations, ...accountOperations }),
)

const service = 'AWSCognitoIdentityProviderService.'

/** The IdP's JSON API: which action is meant stands in a header. */
export async function answerApi(pool: Pool, request: Request): Promise<Response> {
  const name = (request.headers['x-amz-target'] ?? '').replace(service, '')
  try {
    const struck = pool.faults.strike('cognito', name)
    if (struck === 'ConnectionRefused') return hangUp
    if (struck && struck !== 'ConnectionLost') throw new CognitoError(struck, 'Injected by the local stack.')
    const run = operations.get(name)
    if (!run) throw new CognitoError('UnknownOperationException', `${name} is not part of the local stand-in.`)
    const answer = json(200, await run(pool, parse(request.body), deviceOf(request)), amzJson)
    // Lost on the way back: the call took effect.
    return struck ? hangUp : answer
  } catch (error) {
    return refusal(error)
  }
}

const amzJson = { 'content-type': 'application/x-amz-json-1.1' }

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString() || '{}')
  } catch {
    throw new CognitoError('SerializationException', 'The body is not JSON.')
  }
}

function refusal(error: unknown): Response {
  if (!(error instanceof CognitoError)) console.error(error)
  const known = error instanceof CognitoError ? error : new CognitoError('InternalErrorException', 'Something went wrong.')
  return json(known.status, { __type: known.name, message: known.message }, { ...amzJson, 'x-amzn-errortype': known.name })
}
