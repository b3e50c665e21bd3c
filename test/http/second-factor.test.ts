import { beforeEach, expect, test } from 'vitest'
import { rosterVerifier } from '../../shared/verify.ts'
import { type Answer, ask, type Json, tokenFor } from '../support/api.ts'
import { type Factored, signInByCode, withFactor } from '../support/factors.ts'
import { addMember, createBusyOrg, invited, type Member, makeRole, type Org } from '../support/people.ts'
import { expectProblem } from '../support/problems.ts'
import { call, guarded, type Ids } from '../support/routes.ts'
import { useStack } from '../support/stack.ts'
import { openSession, organizationIn, refreshed } from '../support/tokens.ts'

const stack = useStack()
let org: Org
let owner: Factored
let plain: Member

const require = (requireMfa: boolean, { token }: Member = owner, settings: object = {}): Promise<Answer> =>
  ask(stack(), 'PATCH', `/v1/orgs/${org.id}`, { token, body: { settings: { requireMfa, ...settings } } })
const read = ({ token }: Member): Promise<Answer> => ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token })
const membershipIn = async ({ token }: Member, { id }: Org): Promise<Json> =>
  (await ask(stack(), 'GET', '/v1/me', { token })).body.memberships.find((one: Json) => one.organization.id === id)

beforeEach(async () => {
  org = await createBusyOrg(stack())
  plain = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  owner = await withFactor(stack(), org.owner)
})

test('where a second factor is required, every route of the organization asks for it from the very next call, before any permission', async () => {
  expect((await read(plain)).status).toBe(200)
  expect((await require(true)).body.settings.requireMfa).toBe(true)
  const { user, invitation } = await invited(stack(), org, { email: 'somebody@example.com' }, owner)
  const ids: Ids = { orgId: org.id, userId: user.id, invitationId: invitation.id, siteId: 'ste_x', roleId: 'rol_x' }
  const others = { type: 'report', resourceId: 'one', sessionId: 'ses_x' }
  const ofOrganization = guarded.filter(({ path }) => path.includes('{orgId}'))
  for (const route of ofOrganization) {
    const problem = expectProblem(await call(stack(), route, { ...ids, ...others }, plain.token), 403, 'mfa_required')
    expect([route.name, problem.permission]).toEqual([route.name, undefined])
  }
  const catalogue = await ask(stack(), 'GET', `/v1/permissions?orgId=${org.id}`, { token: plain.token })
  expectProblem(catalogue, 403, 'mfa_required')
  expect((await read(owner)).status).toBe(200)
  expect((await require(false)).status).toBe(200)
  expect((await read(plain)).status).toBe(200)
})

test('somebody from outside learns nothing of it, and is not found', async () => {
  await require(true)
  const stranger = (await createBusyOrg(stack(), { name: 'Elsewhere' })).owner
  expectProblem(await read(stranger), 404, 'not_found')
})

test('who has to set up a factor still sees who they are, and where it is missing; elsewhere nothing changes', async () => {
  const other = await createBusyOrg(stack(), { name: 'Other' })
  const { email } = plain
  await invited(stack(), other, { email })
  await ask(stack(), 'POST', '/v1/invitations/accept', { token: plain.token, body: { token: await tokenFor(stack(), email) } })
  expect((await membershipIn(plain, org)).mfaRequired).toBeUndefined()
  await require(true)
  expect((await membershipIn(plain, org)).mfaRequired).toBe(true)
  expect((await membershipIn(plain, other)).mfaRequired).toBeUndefined()
  expect((await ask(stack(), 'GET', `/v1/orgs/${other.id}`, { token: plain.token })).status).toBe(200)
  const strong = await withFactor(stack(), plain)
  expect((await membershipIn(strong, org)).mfaRequired).toBeUndefined()
  expect((await read(strong)).status).toBe(200)
  expectProblem(await read(plain), 403, 'mfa_required')
})

test('whoever requires it is held to it themselves, and can set up a factor; to require it no longer takes one, too', async () => {
  expect((await require(true, plain)).status).toBe(200)
  expectProblem(await require(false, plain), 403, 'mfa_required')
  const strong = await withFactor(stack(), plain)
  expect((await require(false, strong)).status).toBe(200)
  expect((await read(plain)).body.settings.requireMfa).toBe(false)
})

test('set together with default roles of the organization’s own, both hold; a factor asked for stays through changes of roles', async () => {
  const role = await makeRole(stack(), { ...org, owner }, [])
  const both = await require(true, owner, { defaultRoleIds: [role] })
  expect(both.body.settings).toMatchObject({ requireMfa: true, defaultRoleIds: [role] })
  const deleted = await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/roles/${role}?replaceWith=rol_member`, { token: owner.token })
  expect(deleted.status).toBe(204)
  expectProblem(await read(plain), 403, 'mfa_required')
  expect((await read(owner)).body.settings).toMatchObject({ requireMfa: true, defaultRoleIds: ['rol_member'] })
})

test('a sign-in keeps its factor through refreshes, and gets none by them', async () => {
  const session = await openSession(stack(), plain.email)
  await require(true)
  const later = await refreshed(stack(), session)
  expectProblem(await read({ ...plain, token: later.access }), 403, 'mfa_required')
})

test('T6: product tokens say that a factor is asked for, and roster/verify takes none without it', async () => {
  const { IssuerUrl: issuer, UserPoolClientId: clientId = '' } = stack().outputs
  const verifier = rosterVerifier({ issuer, clientId })
  const session = await openSession(stack(), plain.email)
  expect(organizationIn(session.access).org_requires_mfa).toBeUndefined()
  expect((await verifier.verify(session.access)).orgId).toBe(org.id)
  await require(true)
  const next = await refreshed(stack(), session)
  expect(organizationIn(next.access)).toMatchObject({ org_id: org.id, org_requires_mfa: true })
  await expect(verifier.verify(next.access)).rejects.toMatchObject({ name: 'RosterError', status: 403 })
  const strong = await signInByCode(stack(), owner.email, owner.secret)
  expect(organizationIn(strong)).toMatchObject({ org_id: org.id, org_requires_mfa: true })
  expect(await verifier.verify(strong)).toMatchObject({ userId: owner.id, orgId: org.id })
})

test('two who set it at once leave the setting and what is enforced as one', async () => {
  const answers = await Promise.all([require(true), require(false), require(true), require(false), require(true)])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const { requireMfa } = (await read(owner)).body.settings
  expect((await read(plain)).status).toBe(requireMfa ? 403 : 200)
})
