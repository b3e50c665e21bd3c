import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT } from 'jose'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { choosePassword, create } from '../support/accounts.ts'
import { ask, settle, tokenFor } from '../support/api.ts'
import { addMember, createBusyOrg, freshEmail, invited, type Member, makeRole, type Org, PASSWORD } from '../support/people.ts'
import { expectProblem } from '../support/problems.ts'
import { putSite } from '../support/records.ts'
import { useStack } from '../support/stack.ts'
import { openSession, organizationIn, refreshed, type Session } from '../support/tokens.ts'

const stack = useStack()
let here: Org
let there: Org
let maria: Member
let session: Session

beforeAll(async () => {
  here = await createBusyOrg(stack(), { name: 'Here' })
  there = await createBusyOrg(stack(), { name: 'There' })
  for (const site of ['ste_north', 'ste_south']) await putSite(stack(), here.id, site)
})

/** Signed in once; every test goes on from there by refreshing. */
beforeEach(async () => {
  maria = await addMember(stack(), here, { roleIds: ['rol_site_admin'], siteIds: ['ste_north'] })
  session = await openSession(stack(), maria.email)
})

const siteAdmin = ['sites:read', 'users:create', 'users:invite', 'users:read', 'users:update']

/** What both of the newest tokens say. */
async function next() {
  session = await refreshed(stack(), session)
  expect(organizationIn(session.id)).toEqual(organizationIn(session.access))
  return organizationIn(session.access)
}

const change = async (body: object, org = here) => {
  const answer = await ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${maria.id}`, { token: org.owner.token, body })
  expect(answer.status, answer.text).toBe(200)
}
const act = async (action: string, org = here) => {
  const path = `/v1/orgs/${org.id}/users/${maria.id}/${action}`
  expect((await ask(stack(), 'POST', path, { token: org.owner.token })).status).toBe(200)
}
const remove = async (org = here) => {
  const answer = await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/users/${maria.id}`, { token: org.owner.token })
  expect(answer.status, answer.text).toBeLessThan(300)
}
const patchMe = (body: object) => ask(stack(), 'PATCH', '/v1/me', { token: session.access, body })
const acceptThere = async () => {
  await invited(stack(), there, { email: maria.email, roleIds: ['rol_admin'] })
  const body = { token: await tokenFor(stack(), maria.email) }
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { token: session.access, body })
  expect(accepted.status, accepted.text).toBe(200)
}

test('access and ID token say organization, roles, permissions and sites, as GET /v1/me does', async () => {
  const said = organizationIn(session.access)
  expect(said).toEqual({ org_id: here.id, org_roles: ['rol_site_admin'], org_permissions: siteAdmin, org_sites: ['ste_north'] })
  expect(organizationIn(session.id)).toEqual(said)
  const [membership] = (await ask(stack(), 'GET', '/v1/me', { token: session.access })).body.memberships
  expect(membership).toMatchObject({ permissions: said.org_permissions, sites: said.org_sites })
  const owner = organizationIn(here.owner.token)
  expect(owner).toMatchObject({ org_id: here.id, org_roles: ['rol_owner'], org_sites: 'all' })
  expect(owner.org_permissions).toEqual(expect.arrayContaining(['billing:manage', 'reports:read']))
})

test('T6: a change of roles, of extra permissions and of sites is in the tokens of the very next refresh', async () => {
  await change({ roleIds: ['rol_member'] })
  expect(await next()).toMatchObject({ org_roles: ['rol_member'], org_permissions: [] })
  await change({ extraPermissions: ['reports:read'] })
  expect(await next()).toMatchObject({ org_permissions: ['reports:read'] })
  await change({ siteIds: ['ste_south', 'ste_north'] })
  expect(await next()).toMatchObject({ org_sites: ['ste_south', 'ste_north'] })
  await change({ roleIds: ['rol_admin'], siteIds: [] })
  expect(await next()).toMatchObject({ org_roles: ['rol_admin'], org_sites: 'all' })
})

test('T6, D10: a change of a role reaches the tokens of everybody who has it', async () => {
  const own = await makeRole(stack(), here, ['reports:read'])
  await change({ roleIds: [own] })
  expect(await next()).toMatchObject({ org_roles: [own], org_permissions: ['reports:read'] })
  const body = { permissions: ['reports:read', 'audit:read'] }
  await ask(stack(), 'PATCH', `/v1/orgs/${here.id}/roles/${own}`, { token: here.owner.token, body })
  expect(await next()).toMatchObject({ org_permissions: ['audit:read', 'reports:read'] })
})

test('activeOrgId decides which organization the next tokens speak for, and the fresh rights there', async () => {
  await acceptThere()
  for (const org of [here, there, here]) {
    await patchMe({ activeOrgId: org.id })
    expect(await next()).toMatchObject({ org_id: org.id, org_roles: [org === here ? 'rol_site_admin' : 'rol_admin'] })
  }
})

test('suspended or removed in one of two organizations, the next tokens speak for the other', async () => {
  await acceptThere()
  await patchMe({ activeOrgId: there.id })
  expect((await next()).org_id).toBe(there.id)
  await act('suspend', there)
  await settle(stack())
  expect(await next()).toMatchObject({ org_id: here.id, org_permissions: siteAdmin })
  await act('reactivate', there)
  expect((await next()).org_id).toBe(there.id)
  await remove(there)
  await settle(stack())
  expect((await next()).org_id).toBe(here.id)
})

test('D8: where sessions were ended, tokens of a session from before say from when on they would count', async () => {
  await acceptThere()
  await patchMe({ activeOrgId: there.id })
  await act('suspend', there)
  await act('reactivate', there)
  await settle(stack())
  const { org_id, org_auth_after } = await next()
  expect(org_id).toBe(there.id)
  expect(org_auth_after).toBeGreaterThan(Number(decodeJwt(session.access).auth_time))
  const anew = await openSession(stack(), maria.email)
  expect(Number(decodeJwt(anew.access).auth_time)).toBeGreaterThanOrEqual(organizationIn(anew.access).org_auth_after)
})

test('D8, M10: whoever is suspended or removed everywhere gets no tokens at all', async () => {
  await act('suspend')
  await expect(next()).rejects.toThrow()
  await act('reactivate')
  await settle(stack())
  session = await openSession(stack(), maria.email)
  await remove()
  await expect(next()).rejects.toThrow()
  await settle(stack())
  await expect(openSession(stack(), maria.email)).rejects.toThrow()
})

test('whoever lost the address to its true owner gets no tokens any more, and the owner’s speak for the own organization alone', async () => {
  const email = freshEmail()
  await create(stack(), here, { email, temporaryPassword: PASSWORD, mustChangePassword: false })
  session = await openSession(stack(), email)
  expect((await next()).org_id).toBe(here.id)
  await invited(stack(), there, { email })
  const body = { token: await tokenFor(stack(), email), password: PASSWORD }
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { body })
  expect(accepted.status, accepted.text).toBe(200)
  await expect(next()).rejects.toThrow()
  session = await openSession(stack(), email)
  expect(await next()).toMatchObject({ org_id: there.id, org_roles: ['rol_member'] })
})

test('L4: with an invitation and no active membership the tokens say nothing of any organization', async () => {
  await invited(stack(), there, { email: maria.email, roleIds: ['rol_admin'] })
  await remove()
  await settle(stack())
  session = await openSession(stack(), maria.email)
  expect(organizationIn(session.access)).toEqual({})
  expect(await next()).toEqual({})
})

test('what does not fit into 4 KB says "lookup"', async () => {
  const siteIds = Array.from({ length: 100 }, (_, index) => `ste_${String(index).padStart(50, '0')}`)
  await Promise.all(siteIds.map(site => putSite(stack(), here.id, site)))
  await change({ siteIds })
  expect(await next()).toEqual({
    org_id: here.id,
    org_roles: ['rol_site_admin'],
    org_permissions: siteAdmin,
    org_sites: 'lookup',
  })
  const { body } = await ask(stack(), 'GET', '/v1/me', { token: session.access })
  expect(body.memberships[0].sites).toEqual(siteIds)
})

test('a token with the most that fits passes the API’s limit of headers', async () => {
  const siteIds = Array.from({ length: 60 }, (_, index) => `ste_${String(index).padStart(56, '0')}`)
  await Promise.all(siteIds.map(site => putSite(stack(), here.id, site)))
  await change({ siteIds })
  const said = await next()
  expect(said.org_sites).toEqual(siteIds)
  expect(Buffer.byteLength(JSON.stringify(said))).toBeGreaterThan(3900)
  expect((await ask(stack(), 'GET', '/v1/me', { token: session.access })).status).toBe(200)
})

test('T3: the first tokens after the choice of a password speak for the organization', async () => {
  const email = freshEmail()
  const { body } = await create(stack(), here, { email })
  const token = await choosePassword(stack(), email, body.temporaryPassword, 'my very own 43')
  expect(organizationIn(token)).toEqual({ org_id: here.id, org_roles: ['rol_member'], org_permissions: [], org_sites: [] })
})

test('Roster’s own API reads the table: old tokens that say more, or less, change nothing', async () => {
  const list = () => ask(stack(), 'GET', `/v1/orgs/${here.id}/users`, { token: session.access })
  await change({ roleIds: ['rol_member'] })
  expect(organizationIn(session.access).org_permissions).toContain('users:read')
  expectProblem(await list(), 403, 'forbidden')
  await next()
  await change({ roleIds: ['rol_admin'] })
  expect(organizationIn(session.access).org_permissions).toEqual([])
  expect((await list()).status).toBe(200)
})

test('not even claims under the user pool’s own signature count', async () => {
  const key = await importJWK(stack().state.collection<JWK>('cognito.key').get('private') ?? {}, 'RS256')
  const { kid } = decodeProtectedHeader(session.access)
  const forge = (claims: object) =>
    new SignJWT({ ...decodeJwt(session.access), ...claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(key)
  const owner = { org_roles: ['rol_owner'], org_permissions: ['org:update', 'users:read', 'users:delete'], org_sites: 'all' }
  await change({ roleIds: ['rol_member'] })
  for (const org of [here, there]) {
    const token = await forge({ org_id: org.id, ...owner })
    const answer = await ask(stack(), 'GET', `/v1/orgs/${org.id}/users`, { token })
    if (org === here) expectProblem(answer, 403, 'forbidden')
    else expectProblem(answer, 404, 'not_found')
    expect((await ask(stack(), 'GET', '/v1/me', { token })).body.memberships).toHaveLength(1)
  }
})

test('T2: a site that is deleted stands in no new token', async () => {
  await putSite(stack(), here.id, 'ste_gone')
  await change({ siteIds: ['ste_gone', 'ste_north'] })
  const path = `/v1/orgs/${here.id}/sites/ste_gone?confirm=ste_gone`
  const gone = await ask(stack(), 'DELETE', path, { token: here.owner.token })
  expect(gone.status, gone.text).toBeLessThan(300)
  expect(await next()).toMatchObject({ org_sites: ['ste_north'] })
})
