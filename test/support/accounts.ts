import { callDynamoDb } from '../../infra/local/dynamodb-call.ts'
import type { Stack } from '../../infra/local/stack.ts'
import { type Answer, ask } from './api.ts'
import { cognito, type Member, type Org } from './people.ts'

/** `POST …/users`, by the owner unless said. */
export const create = (
  stack: Stack,
  org: Org,
  body: object,
  { by = org.owner, key }: { by?: Member; key?: string } = {},
): Promise<Answer> =>
  ask(stack, 'POST', `/v1/orgs/${org.id}/users`, {
    token: by.token,
    body,
    headers: key === undefined ? {} : { 'idempotency-key': key },
  })

/** Signs in with a temporary password and answers the demand for another one; gives the access token. */
export async function choosePassword(stack: Stack, email: string, temporary: string, chosen: string): Promise<string> {
  const ClientId = stack.outputs.UserPoolClientId
  const started = await cognito(stack, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId,
    AuthParameters: { USERNAME: email, PASSWORD: temporary },
  })
  if (started.ChallengeName !== 'NEW_PASSWORD_REQUIRED') throw new Error('No other password was asked for.')
  const finished = await cognito(stack, 'RespondToAuthChallenge', {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    ClientId,
    Session: started.Session,
    ChallengeResponses: { USERNAME: email, NEW_PASSWORD: chosen },
  })
  return finished.AuthenticationResult.AccessToken
}

/** A setting of the organization. */
export async function putSetting(stack: Stack, orgId: string, name: string, value: object): Promise<void> {
  await callDynamoDb(stack.outputs.DynamoDbEndpoint ?? '', 'DynamoDB_20120810.UpdateItem', {
    TableName: stack.outputs.TableName,
    Key: { pk: { S: `ORG#${orgId}` }, sk: { S: 'ORG' } },
    UpdateExpression: 'SET #organization.#settings.#name = :value',
    ExpressionAttributeNames: { '#organization': 'organization', '#settings': 'settings', '#name': name },
    ExpressionAttributeValues: { ':value': value },
  })
}
