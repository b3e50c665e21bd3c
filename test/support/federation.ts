import type { Stack } from '../../infra/local/stack.ts'
import { type Answer, ask, control, type Json, type Target } from './api.ts'
import type { Member, Org } from './people.ts'

export const provider = 'Okta'

/** `PUT …/group-mappings`, by the owner: `{ Engineers: ['rol_admin'] }`. */
export const mapGroups = (
  stack: Target,
  org: Org,
  groups: Record<string, string[]>,
  more: object = {},
  by: Member = org.owner,
): Promise<Answer> =>
  ask(stack, 'PUT', `/v1/orgs/${org.id}/group-mappings`, {
    token: by.token,
    body: { provider, mappings: Object.entries(groups).map(([group, roleIds]) => ({ group, roleIds })), ...more },
  })

/** What somebody gets who comes from the identity provider that is mapped. Throws with the sentence of the refusal. */
export async function arrive(
  stack: Target,
  email: string,
  groups: string[] = [],
  from?: string,
): Promise<{ access: string; id: string; refresh: string }> {
  const { accessToken, idToken, refreshToken } = await control(stack, '/federated-sign-in', { email, groups, provider: from })
  return { access: accessToken, id: idToken, refresh: refreshToken }
}

/** Why it was refused; fails if it was not. */
export async function turnedAway(stack: Target, email: string, groups: string[] = [], from?: string): Promise<string> {
  const refusal = await arrive(stack, email, groups, from).then(
    () => null,
    (error: unknown) => String(error),
  )
  if (refusal === null) throw new Error(`${email} was let in.`)
  return refusal
}

/** The ids of somebody's roles as this member sees them. */
export async function rolesOf(stack: Stack, org: Org, id: string, by: Member = org.owner): Promise<string[]> {
  const { body } = await ask(stack, 'GET', `/v1/orgs/${org.id}/users/${id}`, { token: by.token })
  return body.roles.map((role: Json) => role.id)
}
