import { decodeJwt } from 'jose'
import { beforeEach, expect, test } from 'vitest'
import { ask, type Json, settle, tokenFor } from '../support/api.ts'
import { arrive, mapGroups, provider, rolesOf, turnedAway } from '../support/federation.ts'
import {
  addMember,
  createBusyOrg,
  createOrg,
  freshEmail,
  invited,
  type Member,
  type Org,
  signIn,
  userOf,
} from '../support/people.ts'
import { expectProblem, expectUnauthorized } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, scanTable } from '../support/table.ts'
import { organizationIn, refreshed } from '../support/tokens.ts'

const stack = useStack()
let org: Org
beforeEach(async () => {
  org = await createBusyOrg(stack())
})

const at = (id: string, path = '') => `/v1/orgs/${org.id}/users/${id}${path}`
const me = (token: string) => ask(stack(), 'GET', '/v1/me', { token })
const eventsOf = async (id: string): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), org.id).filter(({ target }) => target.id === id)
const inPool = async (name: string) => (await cognitoUsers(stack())).filter(({ Username }) => Username.includes(name))

test('L7: groups become roles at each sign-in, and the tokens and the API say so at once', async () => {
  const { id, email } = await addMember(stack(), org)
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'], 'R&D, east': ['rol_admin'] })
  const tokens = await arrive(stack(), email, ['Engineers', 'Cooks'])
  expect(decodeJwt(tokens.access)).toMatchObject({ username: id, org_id: org.id, org_roles: ['rol_site_admin'] })
  expect(organizationIn(tokens.id)).toEqual(organizationIn(tokens.access))
  expect(await rolesOf(stack(), org, id)).toEqual(['rol_site_admin'])
  const both = await arrive(stack(), email, ['R&D, east', 'Engineers'])
  expect(organizationIn(both.access).org_roles.toSorted()).toEqual(['rol_admin', 'rol_site_admin'])
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}/group-mappings`, { token: both.access })).status).toBe(200)
  await arrive(stack(), email, ['Engineers'])
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}/group-mappings`, { token: both.access }), 403, 'forbidden')
  expect(await unsound(stack())).toEqual([])
})

test('L7: a group is told from another by its whole name, whatever commas and signs are in it', async () => {
  const { id, email } = await addMember(stack(), org)
  await mapGroups(stack(), org, { Admins: ['rol_admin'], 'x, Admins': ['rol_site_admin'], '50 % + more': ['rol_member'] })
  await arrive(stack(), email, ['x, Admins'])
  expect(await rolesOf(stack(), org, id)).toEqual(['rol_site_admin'])
  await arrive(stack(), email, ['admins', '50 % + more'])
  expect(await rolesOf(stack(), org, id)).toEqual(['rol_member'])
})

test('T8: each change has one event in the provider’s name, and where nothing changes nothing is written', async () => {
  const { id, email } = await addMember(stack(), org)
  await mapGroups(stack(), org, { Engineers: ['rol_admin'] })
  await arrive(stack(), email, ['Engineers'])
  const { version } = await userOf(stack(), org, id)
  await arrive(stack(), email, ['Engineers', 'Cooks'])
  const told = (await eventsOf(id)).filter(({ actor }) => actor.name === provider)
  expect(told.map(({ type }) => type)).toEqual(['user.provider_linked', 'user.changed'])
  expect(told[1]).toMatchObject({
    actor: { kind: 'system' },
    changes: {
      roleIds: { before: ['rol_member'], after: ['rol_admin'] },
      managedBy: { before: null, after: provider },
      groups: { before: [], after: ['Engineers'] },
    },
  })
  expect((await userOf(stack(), org, id)).version).toBe(version)
})

test('L7: without a mapped group there are the default roles', async () => {
  await ask(stack(), 'PATCH', `/v1/orgs/${org.id}`, {
    token: org.owner.token,
    body: { settings: { defaultRoleIds: ['rol_member', 'rol_site_admin'] } },
  })
  const { id, email } = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  await mapGroups(stack(), org, { Engineers: ['rol_admin'] })
  await arrive(stack(), email, ['Cooks'])
  expect((await rolesOf(stack(), org, id)).toSorted()).toEqual(['rol_member', 'rol_site_admin'])
  expect(await userOf(stack(), org, id)).toMatchObject({ status: 'active', rolesManagedBy: provider, groups: [] })
})

test('L7: or no access, until a sign-in with a mapped group, and neither seat nor resources are lost', async () => {
  const { id, email } = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'] }, { unmapped: 'no-access' })
  const tokens = await arrive(stack(), email, ['Engineers'])
  const before = (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body.seats
  expect(await turnedAway(stack(), email, ['Cooks'])).toContain('none of your groups at Okta')
  expect(await userOf(stack(), org, id)).toMatchObject({ status: 'suspended', rolesManagedBy: provider })
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}/users`, { token: tokens.access }), 404, 'not_found')
  await expect(refreshed(stack(), tokens)).rejects.toThrow()
  await settle(stack())
  expect(await turnedAway(stack(), email, [])).toContain('none of your groups')
  const again = await arrive(stack(), email, ['Engineers'])
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}/users`, { token: again.access })).status).toBe(200)
  expectUnauthorized(await ask(stack(), 'GET', `/v1/orgs/${org.id}/users`, { token: tokens.access }))
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body.seats).toEqual(before)
  const types = (await eventsOf(id)).map(({ type }) => type)
  expect(types.slice(-2)).toEqual(['user.suspended', 'user.reactivated'])
  expect(await unsound(stack())).toEqual([])
})

test('L7: no access in one organization leaves the others as they are', async () => {
  const { id, email } = await addMember(stack(), org)
  const other = await createOrg(stack(), 'Other')
  await invited(stack(), other, { email })
  const accepted = { token: await tokenFor(stack(), email) }
  await ask(stack(), 'POST', '/v1/invitations/accept', { body: accepted, token: await signIn(stack(), email) })
  await mapGroups(stack(), org, { Engineers: ['rol_admin'] }, { unmapped: 'no-access' })
  const tokens = await arrive(stack(), email, [])
  expect(organizationIn(tokens.access)).toMatchObject({ org_id: other.id, org_roles: ['rol_member'] })
  expect((await me(tokens.access)).body.memberships).toMatchObject([{ organization: { id: other.id } }])
  const elsewhere = await userOf(stack(), other, id, other.owner)
  expect([elsewhere.status, elsewhere.rolesManagedBy]).toEqual(['active', undefined])
})

test('L8: groups neither give nor take Owner, and the last owner comes in without any', async () => {
  const { owner } = org
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'] }, { unmapped: 'no-access' })
  const tokens = await arrive(stack(), owner.email, ['Engineers'])
  expect(organizationIn(tokens.access).org_roles).toEqual(['rol_owner', 'rol_site_admin'])
  const without = await arrive(stack(), owner.email, [])
  expect(organizationIn(without.access).org_roles).toEqual(['rol_owner'])
  const second = await addMember(stack(), org)
  await arrive(stack(), second.email, ['Engineers'])
  const made = await ask(stack(), 'PATCH', at(second.id), {
    token: without.access,
    body: { roleIds: ['rol_site_admin', 'rol_owner'] },
  })
  expect(made.status, made.text).toBe(200)
  await arrive(stack(), second.email, ['Engineers'])
  expect((await rolesOf(stack(), org, second.id)).toSorted()).toEqual(['rol_owner', 'rol_site_admin'])
})

test('T4: nobody comes in whom nobody invited, and nothing of them is kept', async () => {
  const email = freshEmail('stranger')
  await settle(stack())
  const before = await scanTable(stack())
  expect(await turnedAway(stack(), email, ['Engineers'], provider)).toContain('Ask somebody in your organization to invite you')
  expect(await scanTable(stack())).toEqual(before)
  expect(await inPool(`${provider}_`)).toEqual([])
})

test('L4: somebody invited may come to accept, and has no access before', async () => {
  const email = freshEmail('invited')
  const { user } = await invited(stack(), org, { email, roleIds: ['rol_site_admin'] })
  await mapGroups(stack(), org, { Engineers: ['rol_admin'] })
  const tokens = await arrive(stack(), email, ['Engineers'])
  expect(decodeJwt(tokens.access)).toMatchObject({ username: user.id })
  expect(organizationIn(tokens.access)).toEqual({})
  expectProblem(await me(tokens.access), 403, 'forbidden')
  const body = { token: await tokenFor(stack(), email) }
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { body, token: tokens.access })
  expect(accepted.body).toMatchObject({ id: user.id, status: 'active', roles: [{ id: 'rol_site_admin' }] })
  expect((await me((await refreshed(stack(), tokens)).access)).body).toMatchObject({ emailVerified: true })
  expect(organizationIn((await arrive(stack(), email, ['Engineers'])).access).org_roles).toEqual(['rol_admin'])
  expect(await unsound(stack())).toEqual([])
})

test('one person stays one: with password or provider the same Cognito user, and no profile beside', async () => {
  const { id, email } = await addMember(stack(), org)
  const first = decodeJwt((await arrive(stack(), email)).access)
  const second = decodeJwt((await arrive(stack(), email.toUpperCase())).access)
  expect([first.username, second.username]).toEqual([id, id])
  expect(decodeJwt(await signIn(stack(), email))).toMatchObject({ username: id, sub: first.sub })
  expect(await inPool('_')).toHaveLength((await cognitoUsers(stack())).length)
  expect(await inPool('Provider')).toEqual([])
})

test('D8: somebody suspended or removed by hand gets no token, and no group brings them back', async () => {
  const [suspended, removed] = [await addMember(stack(), org), await addMember(stack(), org)]
  await mapGroups(stack(), org, { Engineers: ['rol_admin'] }, { unmapped: 'no-access' })
  for (const { email } of [suspended, removed]) await arrive(stack(), email, ['Engineers'])
  await ask(stack(), 'POST', at(suspended.id, '/suspend'), { token: org.owner.token })
  await ask(stack(), 'DELETE', at(removed.id), { token: org.owner.token })
  for (const { id, email } of [suspended, removed]) {
    expect(await turnedAway(stack(), email, ['Engineers'])).toContain('suspended or has ended')
    expect((await userOf(stack(), org, id)).status).not.toBe('active')
  }
  expect(await unsound(stack())).toEqual([])
})

test('a provider that no organization of the person maps signs in, and changes no role', async () => {
  const { id, email } = await addMember(stack(), org)
  await mapGroups(stack(), org, { Engineers: ['rol_admin'] })
  const tokens = await arrive(stack(), email, ['Engineers'], 'Another')
  expect(organizationIn(tokens.access).org_roles).toEqual(['rol_member'])
  const { rolesManagedBy, groups } = await userOf(stack(), org, id)
  expect([rolesManagedBy, groups]).toEqual([undefined, undefined])
})

test('a refresh tells the roles of the table, and reads no groups', async () => {
  const { email } = await addMember(stack(), org)
  await mapGroups(stack(), org, { Engineers: ['rol_admin'] })
  const tokens = await arrive(stack(), email, ['Engineers'])
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'] })
  const fresh = await refreshed(stack(), tokens)
  expect(organizationIn(fresh.access).org_roles).toEqual(['rol_admin'])
  expect(organizationIn((await arrive(stack(), email, ['Engineers'])).access).org_roles).toEqual(['rol_site_admin'])
})

test('T9: a role that takes a seat is not given at the limit, and the sign-in says why', async () => {
  const { id, email } = await addMember(stack(), org)
  await mapGroups(stack(), org, { Engineers: ['rol_admin'] })
  await stack().invoke('setSeats', { orgId: org.id, seats: 0, counting: ['rol_admin'] })
  expect(await turnedAway(stack(), email, ['Engineers'])).toContain('seats are taken')
  expect(await rolesOf(stack(), org, id)).toEqual(['rol_member'])
  await stack().invoke('setSeats', { orgId: org.id, seats: 1 })
  await arrive(stack(), email, ['Engineers'])
  expect(await rolesOf(stack(), org, id)).toEqual(['rol_admin'])
  expect(await unsound(stack())).toEqual([])
})

test('who is erased leaves no trace of the provider, and can be invited anew', async () => {
  const { id, email } = await addMember(stack(), org)
  await arrive(stack(), email, [], provider)
  const links = async () => (await scanTable(stack())).filter(({ sk, userId }) => sk === 'LINK' && userId === id)
  expect(await links()).toHaveLength(1)
  await ask(stack(), 'DELETE', at(id), { token: org.owner.token })
  await ask(stack(), 'DELETE', at(id, `?permanent=true&confirm=${id}`), { token: org.owner.token })
  await settle(stack())
  expect(await links()).toEqual([])
  const { user } = await invited(stack(), org, { email })
  expect(decodeJwt((await arrive(stack(), email, [], provider)).access).username).toBe(user.id)
})

const person = (one: Member) => ({ token: one.token })
test('T4, M2: one subject of a provider is one person here, also when its email becomes another’s', async () => {
  const [first, second] = [await addMember(stack(), org), await addMember(stack(), org)]
  await arrive(stack(), first.email, [], provider)
  const [link] = (await scanTable(stack())).filter(({ sk, userId }) => sk === 'LINK' && userId === first.id)
  const samlResponse = { email: second.email, groups: '' }
  const inbound = stack().invoke('inboundFederation', {
    userPoolId: stack().outputs.UserPoolId,
    userName: `${provider}_${link.subject}`,
    request: { providerName: provider, providerType: 'SAML', attributes: { samlResponse } },
  })
  await expect(inbound).rejects.toThrow('was another person')
  expect((await ask(stack(), 'GET', at(second.id), person(org.owner))).body.groups).toBeUndefined()
})
