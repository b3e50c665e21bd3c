import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { serve } from '../../infra/local/serve.ts'
import { RosterError, rosterVerifier, type VerifierOptions } from '../../shared/verify.ts'
import { ask, settle, tokenFor } from '../support/api.ts'
import { addMember, createBusyOrg, createOrg, invited, type Member, type Org } from '../support/people.ts'
import { putSite } from '../support/records.ts'
import { useStack } from '../support/stack.ts'
import { openSession, refreshed, type Session } from '../support/tokens.ts'

const stack = useStack()
let org: Org
let member: Member
let session: Session

const options = (): VerifierOptions => ({
  issuer: stack().outputs.IssuerUrl,
  clientId: stack().outputs.UserPoolClientId ?? '',
  apiUrl: stack().outputs.ApiUrl,
})
const verifier = (more: Partial<VerifierOptions> = {}) => rosterVerifier({ ...options(), ...more })

/** The error's status and words, for a failure that must come. */
async function failure(verifying: Promise<unknown>) {
  const error: unknown = await verifying.then(
    () => 'It was taken.',
    thrown => thrown,
  )
  expect(error).toBeInstanceOf(RosterError)
  return error as RosterError // as expected
}

const poolKey = () => importJWK(stack().state.collection<JWK>('cognito.key').get('private') ?? {}, 'RS256')

/** A token as the pool could have made it, but for `claims`. */
const signed = async (claims: object, key: Awaited<ReturnType<typeof importJWK>>, header: object = {}) =>
  new SignJWT({ ...decodeJwt(session.access), ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: decodeProtectedHeader(session.access).kid, ...header })
    .sign(key)

/** Another issuer that has the very same keys. */
async function sameKeys(status = () => 200) {
  let asked = 0
  const served = await serve(0, async ({ url }) => {
    asked += 1
    const answer = await fetch(stack().outputs.IssuerUrl + url.pathname)
    return { status: status(), body: await answer.text() }
  })
  onTestFinished(() => served.close().catch(() => {})) // the test may have closed it
  return { ...served, asked: () => asked }
}

/** As its sites are too many for a token, what it says has to be looked up. */
async function memberOfManySites() {
  const siteIds = Array.from({ length: 100 }, (_, index) => `ste_${String(index).padStart(50, '0')}`)
  await Promise.all(siteIds.map(site => putSite(stack(), org.id, site)))
  const one = await addMember(stack(), org, { siteIds, extraPermissions: ['reports:read'] })
  return { ...one, siteIds }
}

beforeAll(async () => {
  org = await createBusyOrg(stack())
  await putSite(stack(), org.id, 'ste_north')
  member = await addMember(stack(), org, {
    roleIds: ['rol_site_admin'],
    siteIds: ['ste_north'],
    extraPermissions: ['reports:read'],
  })
  session = await openSession(stack(), member.email)
})
afterEach(() => void vi.useRealTimers())

test('a good token tells who it is, in which organization, and what they may do where', async () => {
  const who = await verifier().verify(session.access)
  expect(who).toMatchObject({ userId: member.id, orgId: org.id, roles: ['rol_site_admin'], sites: ['ste_north'] })
  expect(who.permissions).toContain('reports:read')
  expect([who.has('reports:read'), who.has('billing:manage'), who.has('reports')]).toEqual([true, false, false])
  expect([who.at('ste_north'), who.at('ste_south'), who.at('all')]).toEqual([true, false, false])
  const owner = await verifier().verify(org.owner.token)
  expect([owner.sites, owner.at('ste_any')]).toEqual(['all', true])
})

test('the whole Authorization header does as well', async () => {
  for (const scheme of ['Bearer', 'bearer'])
    expect(await verifier().verify(`${scheme} ${session.access}`)).toMatchObject({ userId: member.id })
})

test('no token, and whatever is none, is 401, with the reason in the cause alone', async () => {
  const parts = session.access.split('.')
  const [head = '', body = '', signature = ''] = parts
  const write = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const bad = {
    nothing: undefined,
    null: null,
    empty: '',
    'a scheme alone': 'Bearer ',
    'another scheme': `Basic ${session.access}`,
    garbage: 'a.b.c',
    'two tokens': `${session.access} ${session.access}`,
    'an ID token': session.id,
    'a refresh token': session.refresh,
    'changed claims': [head, write({ ...decodeJwt(session.access), org_roles: ['rol_owner'] }), signature].join('.'),
    'a changed signature': [head, body, signature.replace(/^./, first => (first === 'A' ? 'B' : 'A'))].join('.'),
    'no signature': [head, body, ''].join('.'),
    'the algorithm none': [write({ alg: 'none' }), body, ''].join('.'),
    'the algorithm none with the key named': [
      write({ ...decodeProtectedHeader(session.access), alg: 'none' }),
      body,
      signature,
    ].join('.'),
  }
  const roster = verifier()
  for (const [kind, token] of Object.entries(bad)) {
    const error = await failure(roster.verify(token))
    expect([kind, error.status]).toEqual([kind, 401])
    expect(error.message).toBe('The access token is missing, has ended, or is not one of this Roster deployment.')
    expect(error.cause).toBeDefined()
  }
})

test('a token that the right key signed, but for another client, issuer, use or without our scope, is 401', async () => {
  const roster = verifier()
  const key = await poolKey()
  expect(await roster.verify(await signed({}, key))).toMatchObject({ userId: member.id })
  const wrong = [
    { client_id: 'another' },
    { iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_other' },
    { token_use: 'id' },
    { scope: 'openid' },
    { username: undefined },
  ]
  for (const claims of wrong)
    expect((await failure(roster.verify(await signed(claims, key)))).status, JSON.stringify(claims)).toBe(401)
})

test('a token under a key of somebody else is 401, whichever key it names', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const roster = verifier()
  const jwk = await exportJWK(publicKey)
  for (const header of [{}, { kid: 'own' }, { jwk }, { jku: 'https://keys.example.com' }])
    expect((await failure(roster.verify(await signed({}, privateKey, header)))).status).toBe(401)
  const secret = new TextEncoder().encode(JSON.stringify(publicKey))
  expect((await failure(roster.verify(await signed({}, secret, { alg: 'HS256' })))).status).toBe(401)
  expect(await roster.verify(session.access)).toMatchObject({ userId: member.id })
})

test('the tokens of another deployment, or of another of its clients, are 401', async () => {
  expect((await failure(verifier({ clientId: 'another' }).verify(session.access))).status).toBe(401)
  const { url } = await sameKeys()
  expect((await failure(verifier({ issuer: url }).verify(session.access))).status).toBe(401)
})

test('T6: a token counts for 15 minutes, and the tolerance where one is given, and not a second more', async () => {
  const exp = Number(decodeJwt(session.access).exp) * 1000
  const at = (time: number) => vi.useFakeTimers({ toFake: ['Date'], now: time })
  const [exact, roster] = [verifier(), verifier({ clockToleranceSeconds: 5 })]
  at(exp - 1000)
  for (const one of [roster, exact]) expect(await one.verify(session.access)).toMatchObject({ orgId: org.id })
  at(exp + 1000)
  expect((await failure(exact.verify(session.access))).status).toBe(401)
  expect(await roster.verify(session.access)).toMatchObject({ orgId: org.id })
  at(exp + 6000)
  expect((await failure(roster.verify(session.access))).status).toBe(401)
})

test('the keys are fetched once, however many tokens come', async () => {
  const keys = await sameKeys()
  const roster = verifier({ issuer: keys.url })
  const token = await signed({ iss: keys.url }, await poolKey())
  await Promise.all(Array.from({ length: 5 }, () => roster.verify(token)))
  await roster.verify(token)
  expect(keys.asked()).toBe(1)
})

test('where the keys can’t be had it is 503, and well again with them', async () => {
  let status = 500
  const keys = await sameKeys(() => status)
  const roster = verifier({ issuer: keys.url })
  const token = await signed({ iss: keys.url }, await poolKey())
  expect(await failure(roster.verify(token))).toMatchObject({ status: 503, message: expect.stringContaining('sign-in service') })
  status = 200
  expect(await roster.verify(token)).toMatchObject({ userId: member.id })
  await keys.close()
  expect((await failure(verifier({ issuer: keys.url }).verify(token))).status).toBe(503)
})

test('what does not fit into the token is asked of the API, once for each token', async () => {
  const many = await memberOfManySites()
  const { access } = await openSession(stack(), many.email)
  let asked = 0
  const api = await serve(0, async ({ url, headers }) => {
    asked += 1
    const answer = await fetch(stack().outputs.ApiUrl + url.pathname, { headers: { authorization: headers.authorization ?? '' } })
    return { status: answer.status, body: await answer.text() }
  })
  const roster = verifier({ apiUrl: `${api.url}/` })
  const [who] = await Promise.all([roster.verify(access), roster.verify(`Bearer ${access}`)])
  expect(who).toMatchObject({ userId: many.id, orgId: org.id, roles: ['rol_member'], permissions: ['reports:read'] })
  expect(who.sites).toEqual(many.siteIds)
  expect(who.at(many.siteIds[99] ?? '')).toBe(true)
  who.permissions.push('billing:manage')
  expect((await roster.verify(access)).permissions).toEqual(['reports:read'])
  await roster.verify(session.access)
  expect(asked).toBe(1)
  await api.close()
  const fresh = await openSession(stack(), many.email)
  expect(await failure(roster.verify(fresh.access))).toMatchObject({ status: 503, message: expect.stringContaining('Roster') })
})

test('an API that answers what is no answer is 503, and asked again by the next request', async () => {
  const { email } = await memberOfManySites()
  const { access } = await openSession(stack(), email)
  let body = '<p>Welcome'
  const api = await serve(0, () => ({ status: 200, body }))
  const roster = verifier({ apiUrl: api.url })
  expect((await failure(roster.verify(access))).status).toBe(503)
  body = '{}'
  expect((await failure(roster.verify(access))).status).toBe(503)
  body = JSON.stringify({ memberships: [{ organization: { id: org.id }, roles: [], permissions: ['a:b'], sites: 'all' }] })
  expect((await roster.verify(access)).permissions).toEqual(['a:b'])
  await api.close()
})

test('without apiUrl such a token is an error that says what to do', async () => {
  const { email } = await memberOfManySites()
  const { access } = await openSession(stack(), email)
  const error = await failure(verifier({ apiUrl: undefined }).verify(access))
  expect(error).toMatchObject({ status: 500, message: expect.stringContaining('apiUrl') })
  expect(await verifier({ apiUrl: undefined }).verify(session.access)).toMatchObject({ userId: member.id })
})

test('whoever lost access before it was looked up is 401', async () => {
  const { id, email } = await memberOfManySites()
  const { access } = await openSession(stack(), email)
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${id}/suspend`, { token: org.owner.token })
  expect((await failure(verifier().verify(access))).status).toBe(401)
})

test('a session from before it was ended speaks for the organization no more; a new one does', async () => {
  const other = await createOrg(stack(), 'Other')
  const one = await addMember(stack(), org)
  const before = await openSession(stack(), one.email)
  await invited(stack(), other, { email: one.email })
  const body = { token: await tokenFor(stack(), one.email) }
  await ask(stack(), 'POST', '/v1/invitations/accept', { token: before.access, body })
  await ask(stack(), 'PATCH', '/v1/me', { token: before.access, body: { activeOrgId: other.id } })
  const change = (action: string) =>
    ask(stack(), 'POST', `/v1/orgs/${other.id}/users/${one.id}/${action}`, { token: other.owner.token })
  await change('suspend')
  await change('reactivate')
  await settle(stack())
  const old = await refreshed(stack(), before)
  expect((await failure(verifier().verify(old.access))).status).toBe(401)
  const anew = await openSession(stack(), one.email)
  expect(await verifier().verify(anew.access)).toMatchObject({ orgId: other.id })
})

test('somebody who is a member nowhere yet has no organization and no right', async () => {
  const who = await verifier().verify(await signed({ org_id: undefined }, await poolKey()))
  expect(who).toMatchObject({ userId: member.id, orgId: null, roles: [], permissions: [], sites: [] })
  expect([who.has('reports:read'), who.at('ste_north')]).toEqual([false, false])
})

test('what a deployment’s own values can’t be is refused when the verifier is made', () => {
  const { clientId } = options()
  expect(() => rosterVerifier({ clientId })).toThrow('IssuerUrl')
  expect(() => rosterVerifier({ clientId, userPoolId: 'pool' })).toThrow('userPoolId')
  expect(() => rosterVerifier({ clientId: '', userPoolId: 'eu-central-1_Ab1' })).toThrow('UserPoolClientId')
  for (const url of ['http://issuer.example.com', 'issuer.example.com', ''])
    expect(() => rosterVerifier({ clientId, issuer: url })).toThrow('https')
  expect(() => verifier({ apiUrl: 'http://api.example.com' })).toThrow('apiUrl')
  rosterVerifier({ clientId, userPoolId: 'eu-central-1_Ab1' })
})
