import { decodeJwt } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { choosePassword, create } from '../support/accounts.ts'
import { ask, settle, tokenFor } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import { arrive, mapGroups, turnedAway } from '../support/federation.ts'
import { together } from '../support/figures.ts'
import { addMember, cognito, createBusyOrg, freshEmail, invited, type Org, PASSWORD, signIn, userOf } from '../support/people.ts'
import { expectProblem, expectUnauthorized } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, scanTable } from '../support/table.ts'
import { openSession, organizationIn, refreshed } from '../support/tokens.ts'

/** What a provider proves, and for whom it may speak: it signs in nobody of another domain, and whoever squatted on an address keeps nothing. */
const saml = { kind: 'saml' as const, emailAttribute: 'email', groupsAttribute: 'groups' }
const providers = [
  { ...saml, name: 'Okta', domains: ['example.com'] },
  { ...saml, name: 'Elsewhere', domains: ['elsewhere.example'] },
  { ...saml, kind: 'oidc' as const, name: 'Entra', emailAttribute: 'upn', groupsAttribute: 'roles', domains: ['example.com'] },
]
const stack = useStack(undefined, { identityProviders: providers })
let [org, squatting]: Org[] = []
beforeAll(async () => {
  ;[org, squatting] = [await createBusyOrg(stack(), { name: 'Mapping' }), await createBusyOrg(stack(), { name: 'Squatting' })]
  await mapGroups(stack(), mapping(), { Engineers: ['rol_admin'] })
})
const mapping = () => org as Org // made before all tests
const squatters = () => squatting as Org // likewise

const squattersPassword = 'squatters horse 17'
const me = async (token: string) => (await ask(stack(), 'GET', '/v1/me', { token })).body
const created = async (at: Org, email = freshEmail('made')) => {
  const { body } = await create(stack(), at, { email, temporaryPassword: squattersPassword, mustChangePassword: false })
  return { id: body.id as string, email }
}
const inbound = (providerName: string, attributes: object, userName = `${providerName}_x1`) =>
  stack().invoke('inboundFederation', {
    userPoolId: stack().outputs.UserPoolId,
    userName,
    request: { providerName, providerType: 'SAML', attributes },
  })

test('a provider signs in nobody of another domain, of a subdomain, or by an email that only looks like one', async () => {
  const { email } = await addMember(stack(), mapping())
  expect(await turnedAway(stack(), email, ['Engineers'], 'Elsewhere')).toContain(
    'Elsewhere may not sign in people with an address like',
  )
  for (const said of [
    'a@sub.example.com',
    'a@example.com.evil.example',
    'a@evil.example,a@example.com',
    '"a@example.com"@evil.example',
    '',
    'a@',
  ])
    await expect(inbound('Okta', { samlResponse: { email: said } }), said).rejects.toThrow(/may not sign in|did not say/)
  await expect(inbound('Unheard', { samlResponse: { email } })).rejects.toThrow('not set up here')
  expect(decodeJwt((await arrive(stack(), email, [], 'Okta')).access)).toHaveProperty('username')
})

test('an email that its provider says is not verified signs in nobody', async () => {
  const { id, email } = await addMember(stack(), mapping())
  for (const email_verified of ['false', false, 'no'])
    await expect(inbound('Entra', { idToken: { sub: 's1', upn: email, email_verified } })).rejects.toThrow('has not verified')
  await inbound('Entra', { idToken: { sub: 's1', upn: email, email_verified: true, roles: '["Engineers"]' } })
  expect(decodeJwt((await arrive(stack(), email, [], 'Entra')).access).username).toBe(id)
})

test('by OIDC, too, groups become roles, from wherever the provider tells them', async () => {
  const { id, email } = await addMember(stack(), mapping())
  await mapGroups(stack(), mapping(), { Engineers: ['rol_admin'] }, { provider: 'Entra' })
  expect(organizationIn((await arrive(stack(), email, ['Engineers', 'A, b'])).access).org_roles).toEqual(['rol_admin'])
  await inbound('Entra', { idToken: { sub: 's2', upn: email }, userInfo: { roles: '[Cooks, Engineers]' } })
  expect(await userOf(stack(), mapping(), id)).toMatchObject({ groups: ['Engineers'] })
  await mapGroups(stack(), mapping(), { Engineers: ['rol_admin'] })
})

test('the provider of its domain proves the mailbox, as an invitation mailed there does', async () => {
  const email = freshEmail('invited')
  await invited(stack(), mapping(), { email, communicationEmail: freshEmail('elsewhere') })
  const { access } = await arrive(stack(), email, [])
  const identity = (await scanTable(stack())).find(item => item.sk === 'IDENTITY' && item.email === email)
  expect(identity).toMatchObject({ emailVerified: true, provenBy: 'provider', credentials: true, lease: null })
  expect(organizationIn(access)).toEqual({})
  await expect(signIn(stack(), email, PASSWORD)).rejects.toThrow()
  expect(await unsound(stack())).toEqual([])
})

test('an account that the mapping organization made becomes its owner’s alone: no password or session of before opens it', async () => {
  const { id, email } = await created(mapping())
  const { AuthenticationResult: before } = await openOld(email)
  const tokens = await arrive(stack(), email, ['Engineers'])
  expect(decodeJwt(tokens.access)).toMatchObject({ username: id, org_roles: ['rol_admin'] })
  expect(await me(tokens.access)).toMatchObject({ id, emailVerified: true })
  await expect(signIn(stack(), email, squattersPassword)).rejects.toThrow()
  await expect(refreshed(stack(), { access: '', id: '', refresh: before.RefreshToken })).rejects.toThrow()
  expectUnauthorized(await ask(stack(), 'GET', `/v1/orgs/${mapping().id}`, { token: before.AccessToken }))
  expect((await cognitoUsers(stack())).filter(({ Username }) => Username === id)).toHaveLength(1)
  expect(await unsound(stack())).toEqual([])
})

const openOld = (email: string) =>
  cognito(stack(), 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: stack().outputs.UserPoolClientId,
    AuthParameters: { USERNAME: email, PASSWORD: squattersPassword },
  })

test('whoever squatted on an invited person’s address keeps nothing, and the person comes in as somebody new', async () => {
  const squatter = await created(squatters())
  const { user } = await invited(stack(), mapping(), { email: squatter.email, roleIds: ['rol_site_admin'] })
  expect(user.id).toBe(squatter.id)
  const body = { token: await tokenFor(stack(), squatter.email) }
  const tokens = await arrive(stack(), squatter.email, [])
  const { username } = decodeJwt(tokens.access)
  expect(username).not.toBe(squatter.id)
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { body, token: tokens.access })
  expect(accepted.body).toMatchObject({ id: username, status: 'active', roles: [{ id: 'rol_site_admin' }] })
  await expect(signIn(stack(), squatter.email, squattersPassword)).rejects.toThrow()
  expect(await userOf(stack(), squatters(), squatter.id)).toMatchObject({ status: 'suspended' })
  await settle(stack())
  expect((await cognitoUsers(stack())).filter(({ Username }) => Username === squatter.id)).toEqual([])
  expect(await unsound(stack())).toEqual([])
})

test('an unproven account of an organization that does not map the provider is not entered by it', async () => {
  const { id, email } = await created(squatters())
  expect(await turnedAway(stack(), email, ['Engineers'], 'Okta')).toContain('is not confirmed')
  expect(await signIn(stack(), email, squattersPassword)).toMatch(/\./)
  expect(await userOf(stack(), squatters(), id)).toMatchObject({ status: 'active', version: 1 })
})

test('of many sign-ins at once each is the same person, with one Cognito user and one link', async () => {
  const { id, email } = await created(mapping())
  const all = await together(6, () => arrive(stack(), email, ['Engineers']).catch(String))
  const names = all.flatMap(one => (typeof one === 'string' ? [] : [decodeJwt(one.access).username]))
  expect(names.length).toBeGreaterThan(0)
  expect(new Set(names)).toEqual(new Set([id]))
  expect((await scanTable(stack())).filter(({ sk, userId }) => sk === 'LINK' && userId === id)).toHaveLength(1)
  expect(await unsound(stack())).toEqual([])
})

test('a sign-in cut off half-way is finished by the next one', async () => {
  for (const operation of ['AdminCreateUser', 'AdminSetUserPassword', 'AdminLinkProviderForUser']) {
    const { id, email } = await created(mapping())
    await breakDown(stack(), { service: 'cognito', operation, error: 'ConnectionRefused' })
    await turnedAway(stack(), email, ['Engineers'])
    await mend(stack())
    const tokens = await arrive(stack(), email, ['Engineers'])
    expect(decodeJwt(tokens.access), operation).toMatchObject({ username: id, org_roles: ['rol_admin'] })
  }
  expect(await unsound(stack())).toEqual([])
})

test('T3: a temporary password waits for nobody any more once the provider has spoken', async () => {
  const email = freshEmail('temporary')
  const { body } = await create(stack(), mapping(), { email })
  await arrive(stack(), email, ['Engineers'])
  expect(await userOf(stack(), mapping(), body.id)).toMatchObject({ mustChangePassword: false })
  await expect(choosePassword(stack(), email, body.temporaryPassword, 'my very own 43')).rejects.toThrow()
  expectProblem(await create(stack(), mapping(), { email }), 409, 'already_member')
})

test('nothing of what a provider says stands in the user pool', async () => {
  const { id, email } = await addMember(stack(), mapping())
  await arrive(stack(), email, ['Engineers'])
  const user = (await cognitoUsers(stack())).find(({ Username }) => Username === id)
  const names = user.Attributes.map(({ Name }: { Name: string }) => Name)
  expect(names.toSorted()).toEqual(['email', 'email_verified', 'identities', 'sub'])
  expect(JSON.stringify(user)).not.toContain('Engineers')
  expect(decodeJwt(await signIn(stack(), email))).toMatchObject({ username: id })
  expect((await openSession(stack(), email)).access).toMatch(/\./)
})
