import * as z from 'zod/mini'
import { forTriggers } from './attributes.ts'
import { CognitoError, TriggerRefusal } from './errors.ts'
import { type Pool, settings, type TriggerName } from './pool.ts'
import type { User } from './users.ts'

export type Metadata = Record<string, string>

type Call = {
  source: string
  username: string
  request: Record<string, unknown>
  response?: Record<string, unknown>
  /** By its own client, or by an administrator who has none. */
  byAdministrator?: boolean
  version?: string
}

const returned = z.looseObject({ response: z.optional(z.nullable(z.looseObject({}))) })

/**
 * Calls a trigger with the event of "Customizing user pool workflows with Lambda triggers".
 * @returns its `response`; undefined where there is no such trigger
 */
export async function callTrigger(pool: Pool, name: TriggerName, call: Call): Promise<Record<string, unknown> | undefined> {
  const event = {
    version: call.version ?? '1',
    triggerSource: call.source,
    region: settings.region,
    userPoolId: pool.id,
    userName: call.username,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: call.byAdministrator ? 'CLIENT_ID_NOT_APPLICABLE' : pool.clientId,
    },
    request: call.request,
    response: call.response ?? {},
  }
  const result = await invoke(pool, name, event)
  if (result === undefined) return undefined
  const parsed = returned.safeParse(result)
  if (!parsed.success) throw new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output')
  return parsed.data.response ?? {}
}

async function invoke(pool: Pool, name: TriggerName, event: Record<string, unknown>) {
  try {
    return await pool.trigger(name, event)
  } catch (error) {
    throw new TriggerRefusal(name, error instanceof Error ? error.message : String(error))
  }
}

/** "Post authentication Lambda trigger": after every credential, before any token. */
export const callPostAuthentication = (pool: Pool, user: User, clientMetadata?: Metadata) =>
  callTrigger(pool, 'PostAuthentication', {
    source: 'PostAuthentication_Authentication',
    username: user.username,
    request: { userAttributes: forTriggers(user), newDeviceUsed: false, ...(clientMetadata && { clientMetadata }) },
  })

/** "Post confirmation Lambda trigger". */
export const callPostConfirmation = (
  pool: Pool,
  user: User,
  source: 'ConfirmSignUp' | 'ConfirmForgotPassword',
  clientMetadata?: Metadata,
) =>
  callTrigger(pool, 'PostConfirmation', {
    source: `PostConfirmation_${source}`,
    username: user.username,
    request: { userAttributes: forTriggers(user), ...(clientMetadata && { clientMetadata }) },
  })
