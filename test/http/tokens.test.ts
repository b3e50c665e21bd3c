import { generateKeyPair, SignJWT } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { advance, ask, tokenFor } from '../support/api.ts'
import { addMember, again, cognito, createOrg, freshEmail, invited, type Member, type Org, PASSWORD } from '../support/people.ts'
import { expectProblem, expectUnauthorized } from '../support/problems.ts'
import { call, guarded } from '../support/routes.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
let member: Member
let bad: Record<string, string>

const parts = (token: string) => token.split('.') as [string, string, string] // a JWT has three
const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
const write = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

beforeAll(async () => {
  org = await createOrg(stack())
  member = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const { privateKey } = await generateKeyPair('RS256')
  const [head, claims, signature] = parts(member.token)
  const foreign = (more: object) =>
    new SignJWT({ ...read(claims), ...more }).setProtectedHeader({ ...read(head), alg: 'RS256' }).sign(privateKey)
  const { AuthenticationResult } = await cognito(stack(), 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: stack().outputs.UserPoolClientId,
    AuthParameters: { USERNAME: member.email, PASSWORD },
  })
  bad = {
    'an ID token in place of an access token': AuthenticationResult.IdToken,
    'a refresh token': AuthenticationResult.RefreshToken,
    'a token signed by a key of somebody else': await foreign({}),
    'a token of another issuer': await foreign({ iss: 'https://issuer.example.com' }),
    'a token whose claims were changed': [head, write({ ...read(claims), username: org.owner.id }), signature].join('.'),
    'a token whose expiry was changed': [head, write({ ...read(claims), exp: 9_999_999_999 }), signature].join('.'),
    'a token whose signature was changed': [head, claims, signature.replace(/^./, first => (first === 'A' ? 'B' : 'A'))].join(
      '.',
    ),
    'a token without a signature': [head, claims, ''].join('.'),
    'a token of the algorithm none': [write({ alg: 'none' }), claims, ''].join('.'),
    'a token of the algorithm none that names the key': [write({ ...read(head), alg: 'none' }), claims, signature].join('.'),
    'a symmetric algorithm': [write({ ...read(head), alg: 'HS256' }), claims, signature].join('.'),
    garbage: 'garbage',
    'three parts of garbage': 'a.b.c',
    'an invitation token': 'org_0.inv_0.1.mac',
  }
})

const me = (headers: Record<string, string>) => ask(stack(), 'GET', '/v1/me', { headers })

test('the token of a member is taken, with Bearer in any case', async () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER'])
    expect((await me({ authorization: `${scheme} ${member.token}` })).body).toMatchObject({ id: member.id })
})

test('no token, an empty one, or another scheme is 401', async () => {
  expectUnauthorized(await me({}))
  for (const authorization of ['Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', `Basic ${member.token}`])
    expectUnauthorized(await me({ authorization }))
})

test('a token elsewhere than in the Authorization header counts for nothing', async () => {
  expectUnauthorized(await ask(stack(), 'GET', `/v1/me?access_token=${member.token}`))
  expectUnauthorized(await me({ cookie: `access_token=${member.token}`, 'x-authorization': `Bearer ${member.token}` }))
})

test('every kind of bad token is 401 on every route that needs one', async () => {
  const things = { siteId: 'ste_0', roleId: 'rol_0', type: 'pipeline', resourceId: 'p1', sessionId: 'ses_0' }
  const ids = { orgId: org.id, userId: org.owner.id, invitationId: 'inv_0', ...things }
  for (const token of Object.values(bad)) for (const route of guarded) expectUnauthorized(await call(stack(), route, ids, token))
})

test('every kind of bad token is 401 at accepting too, and the invitation stays open', async () => {
  const email = freshEmail()
  const { invitation } = await invited(stack(), org, { email })
  const token = await tokenFor(stack(), email)
  for (const [kind, bearer] of Object.entries(bad)) {
    const answer = await ask(stack(), 'POST', '/v1/invitations/accept', { token: bearer, body: { token, password: PASSWORD } })
    expect([kind, answer.status]).toEqual([kind, 401])
    expectUnauthorized(answer)
  }
  const after = await ask(stack(), 'GET', `/v1/orgs/${org.id}/invitations/${invitation.id}`, { token: org.owner.token })
  expect(after.body.status).toBe('pending')
})

test('T4: nobody registers by themselves, and a token got without our trigger’s scope would not pass', async () => {
  const email = freshEmail('stranger')
  const signUp = { ClientId: stack().outputs.UserPoolClientId, Username: email, Password: PASSWORD }
  await expect(cognito(stack(), 'SignUp', signUp)).rejects.toThrow(/NotAuthorizedException/)
  await expect(again(stack(), { id: '', email, token: '' })).rejects.toThrow(/NotAuthorizedException/)
  expect(read(parts(member.token)[1]).scope).toContain('roster/api')
})

test('D8: whoever is suspended is refused on the very next call, gets no new token by password or refresh', async () => {
  const { id, email } = await addMember(stack(), org)
  const login = { ClientId: stack().outputs.UserPoolClientId }
  const { AuthenticationResult } = await cognito(stack(), 'InitiateAuth', {
    ...login,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD },
  })
  const token = AuthenticationResult.AccessToken
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token })).status).toBe(200)
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${id}/suspend`, { token: org.owner.token })
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token }), 404, 'not_found')
  expectProblem(await ask(stack(), 'GET', '/v1/me', { token }), 403, 'forbidden')
  await expect(again(stack(), { id, email, token })).rejects.toThrow()
  const AuthParameters = { REFRESH_TOKEN: AuthenticationResult.RefreshToken }
  await expect(
    cognito(stack(), 'GetTokensFromRefreshToken', { ...login, RefreshToken: AuthParameters.REFRESH_TOKEN }),
  ).rejects.toThrow()
  await expect(cognito(stack(), 'InitiateAuth', { ...login, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters })).rejects.toThrow()
})

test('T6: an access token lasts 15 minutes and not a second more', async () => {
  const fresh = await again(stack(), member)
  const { iat, exp } = read(parts(fresh.token)[1])
  expect(exp - iat).toBe(900)
  await advance(stack(), 840)
  expect((await ask(stack(), 'GET', '/v1/me', { token: fresh.token })).status).toBe(200)
  await advance(stack(), 60)
  expectUnauthorized(await ask(stack(), 'GET', '/v1/me', { token: fresh.token }))
})
