import * as z from 'zod/mini'
import { CognitoError, invalidParameter } from './errors.ts'
import type { Pool } from './pool.ts'
import type { Device } from './sessions.ts'

export type Operation = (pool: Pool, input: unknown, device: Device) => Promise<object>

/** An API action: its input as the API reference has it, and what it does. Unknown fields are ignored. */
export function operation<Schema extends z.ZodMiniType>(
  schema: Schema,
  act: (pool: Pool, input: z.infer<Schema>, device: Device) => object | Promise<object>,
): Operation {
  return async (pool, input, device) => {
    const parsed = schema.safeParse(input)
    if (!parsed.success) throw invalidParameter(describe(parsed.error.issues))
    assertKnown(pool, input)
    return act(pool, parsed.data, device)
  }
}

const describe = (issues: z.core.$ZodIssue[]) =>
  `${issues.length} validation error detected: ${issues.map(issue => `Value at '${issue.path.join('.')}' failed to satisfy constraint: ${issue.message}`).join('; ')}`

const named = z.object({ UserPoolId: z.optional(z.string()), ClientId: z.optional(z.string()) })

function assertKnown(pool: Pool, input: unknown) {
  const { UserPoolId = pool.id, ClientId = pool.clientId } = named.parse(input)
  if (UserPoolId !== pool.id) throw new CognitoError('ResourceNotFoundException', `User pool ${UserPoolId} does not exist.`)
  if (ClientId !== pool.clientId)
    throw new CognitoError('ResourceNotFoundException', `User pool client ${ClientId} does not exist.`)
}

const text = z.string().check(z.minLength(1), z.maxLength(131_072))

/** Fields that many actions share. */
export const field = {
  text,
  userPoolId: text,
  clientId: text,
  username: z.string().check(z.minLength(1), z.maxLength(128), z.regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u)),
  metadata: z.optional(z.record(z.string(), z.string())),
  attributes: z.array(z.object({ Name: text, Value: z.optional(z.string()) })),
}
