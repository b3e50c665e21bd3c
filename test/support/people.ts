import type { Stack } from '../../infra/local/stack.ts'
import { type Answer, ask, type Json, type Target, tokenFor } from './api.ts'

export const PASSWORD = 'correct horse 42'

/** Somebody who is signed in: `token` is an access token. */
export type Member = { id: string; email: string; token: string }
export type Org = { id: string; owner: Member }

let made = 0
/** An address that no other test uses. */
export const freshEmail = (name = 'person'): string => `${name}-${process.pid}-${made++}@example.com`

/** An organization as an operator makes it, with the limits of a new one (20 invitation requests a minute), whose owner has accepted by the mail and signed in. */
export async function createOrg(stack: Stack, name = 'Acme'): Promise<Org> {
  const email = freshEmail('owner')
  const created = (await stack.invoke('createOrganization', { name, owner: email })) as { orgId: string } // what it answers
  const owner = await join(stack, email, { firstName: 'Olga', lastName: 'Owner' })
  return { id: created.orgId, owner }
}

/** Accepts the newest invitation mailed to this address and signs in. */
export async function join(stack: Stack, email: string, names: object = {}): Promise<Member> {
  const token = await tokenFor(stack, email)
  const accepted = await ask(stack, 'POST', '/v1/invitations/accept', { body: { token, password: PASSWORD, ...names } })
  if (accepted.status !== 200) throw new Error(`Accepting failed: ${accepted.text}`)
  return { id: accepted.body.id, email, token: await signIn(stack, email) }
}

export const invite = (stack: Stack, org: Org, entry: object, by: Member = org.owner): Promise<Answer> =>
  ask(stack, 'POST', `/v1/orgs/${org.id}/invitations`, { token: by.token, body: { invitations: [entry] } })

/** One invitation that is expected to succeed: `{ user, invitation }`. */
export async function invited(stack: Stack, org: Org, entry: object, by?: Member): Promise<Json> {
  const answer = await invite(stack, org, entry, by)
  const [result] = answer.body.results ?? []
  if (result?.status !== 'created') throw new Error(`Inviting failed: ${answer.text}`)
  return result
}

/** Invites somebody with these roles, and so on, who accepts and signs in. */
export async function addMember(stack: Stack, org: Org, entry: object = {}): Promise<Member> {
  const email = freshEmail()
  await invited(stack, org, { email, ...entry })
  return join(stack, email)
}

/** A role of the organization's own, made by the owner; gives its id. */
export async function makeRole(stack: Stack, org: Org, permissions: string[], more: object = {}): Promise<string> {
  const body = { name: permissions.join(' and ') || 'Powerless', permissions, ...more }
  const answer = await ask(stack, 'POST', `/v1/orgs/${org.id}/roles`, { token: org.owner.token, body })
  if (answer.status !== 201) throw new Error(`Making a role failed: ${answer.text}`)
  return answer.body.id
}

/** An access token by email and password; throws with Cognito's error. */
export async function signIn(stack: Target, email: string, password: string = PASSWORD): Promise<string> {
  const result = await cognito(stack, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: stack.outputs.UserPoolClientId,
    AuthParameters: { USERNAME: email, PASSWORD: password },
  })
  return result.AuthenticationResult.AccessToken
}

/** One call of Cognito's API, as a program makes it. */
export async function cognito(stack: Target, operation: string, input: object): Promise<Json> {
  const answer = await fetch(stack.outputs.CognitoEndpoint ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
    body: JSON.stringify(input),
  })
  const result = await answer.json()
  if (!answer.ok) throw new Error(`${result.__type}: ${result.message}`)
  return result
}

/** The same person with a token of now: after the clock was moved, or after a re-activation. */
export const again = async (stack: Stack, member: Member): Promise<Member> => ({
  ...member,
  token: await signIn(stack, member.email),
})

/** One user by id, as this member sees it. */
export const userOf = async (stack: Stack, org: Org, id: string, by: Member = org.owner): Promise<Json> =>
  (await ask(stack, 'GET', `/v1/orgs/${org.id}/users/${id}`, { token: by.token })).body

/** An organization that may invite and hold as many as a test likes. */
export async function createBusyOrg(
  stack: Stack,
  { name, ...limits }: { name?: string; seats?: number; users?: number } = {},
): Promise<Org> {
  const org = await createOrg(stack, name)
  const most = 1_000_000
  const rates = { invitesPerMinute: most, invitesPerDay: most, mailsPerAddress: most }
  await stack.invoke('setLimits', { orgId: org.id, users: limits.users ?? most, ...rates })
  await stack.invoke('setSeats', { orgId: org.id, seats: limits.seats ?? most })
  return org
}

/** Up to 100 invitations in one request. */
export const inviteMany = (
  stack: Stack,
  org: Org,
  invitations: object[],
  headers: Record<string, string> = {},
): Promise<Answer> =>
  ask(stack, 'POST', `/v1/orgs/${org.id}/invitations`, { token: org.owner.token, body: { invitations }, headers })
