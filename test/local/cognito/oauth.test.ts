import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminListUserSessionsCommand,
  AdminRevokeUserSessionCommand,
  AdminUserGlobalSignOutCommand,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { atCallback, authorizeUrl, exchange, openBrowser, postForm } from './browser.ts'
import { createPerson, openStage, password, sources, verify } from './stage.ts'

async function openCode(changes: Record<string, string> = {}) {
  const stage = await openStage()
  const username = await createPerson(stage, 'maria@example.com')
  const browser = openBrowser(stage)
  const form = await browser.load(authorizeUrl(stage, changes))
  const { code = '' } = atCallback(await browser.submit(form, { username: 'maria@example.com', password }))
  return { stage, username, browser, code }
}

test('a code works once, also when it is used many times at once', async () => {
  const { stage, code } = await openCode()
  const all = await Promise.all(Array.from({ length: 8 }, () => exchange(stage, { code })))
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(all.find(({ status }) => status === 400)?.body).toEqual({ error: 'invalid_grant' })
})

test('a code ends after five minutes', async () => {
  const { stage, code } = await openCode()
  stage.clock.advance(301)
  expect(await exchange(stage, { code })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
})

test.each([
  [{ code_verifier: 'a'.repeat(43) }, 'invalid_grant'],
  [{ redirect_uri: 'http://127.0.0.1:3000/other' }, 'invalid_grant'],
  [{ client_id: 'other' }, 'invalid_client'],
  [{ grant_type: 'password' }, 'unsupported_grant_type'],
  [{ code_verifier: '' }, 'invalid_request'],
])('a code is bound: %o is %s', async (changes, error) => {
  const { stage, code } = await openCode()
  expect(await exchange(stage, { code, ...changes })).toMatchObject({ status: 400, body: { error } })
})

test('who was disabled meanwhile gets nothing for the code', async () => {
  const { stage, username, code } = await openCode()
  const { client, UserPoolId } = stage
  await client.send(new AdminDisableUserCommand({ UserPoolId, Username: username }))
  expect(await exchange(stage, { code })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
})

test('without openid there is no ID token', async () => {
  const { stage, code } = await openCode({ scope: 'profile' })
  const { body } = await exchange(stage, { code })
  expect(body).toHaveProperty('access_token')
  expect(body).not.toHaveProperty('id_token')
})

test('a token of the pages is not for Cognito’s own API', async () => {
  const { stage, code } = await openCode()
  const { body } = await exchange(stage, { code })
  await expect(stage.client.send(new GetUserCommand({ AccessToken: body.access_token }))).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Access Token does not have required scopes',
  })
})

test('the client for the own account gives tokens for Cognito’s own API, and neither client takes what is the other’s', async () => {
  const scope = 'openid aws.cognito.signin.user.admin'
  const stage = await openStage()
  const client_id = stage.AccountClientId
  const username = await createPerson(stage, 'maria@example.com')
  const open = async (changes: Record<string, string>) => {
    const browser = openBrowser(stage)
    const form = await browser.load(authorizeUrl(stage, changes))
    return atCallback(await browser.submit(form, { username: 'maria@example.com', password })).code ?? ''
  }
  const { body } = await exchange(stage, { code: await open({ client_id, scope }), client_id })
  const { access_token = '', refresh_token = '' } = body
  expect(await verify(stage, access_token)).toMatchObject({ client_id, scope, amr: ['pwd'], username })
  expect(await stage.client.send(new GetUserCommand({ AccessToken: access_token }))).toMatchObject({ Username: username })
  const refused = { status: 400, body: { error: 'invalid_grant' } }
  expect(await exchange(stage, { code: await open({ client_id, scope }) })).toMatchObject(refused)
  expect(await exchange(stage, { code: await open({}), client_id })).toMatchObject(refused)
  expect(await exchange(stage, { grant_type: 'refresh_token', refresh_token })).toMatchObject(refused)
  expect((await exchange(stage, { grant_type: 'refresh_token', refresh_token, client_id })).status).toBe(200)
  const browser = openBrowser(stage)
  expect(atCallback(await browser.load(authorizeUrl(stage, { scope })))).toMatchObject({ error: 'invalid_scope' })
  expect(atCallback(await browser.load(authorizeUrl(stage, { client_id })))).toMatchObject({ error: 'invalid_scope' })
})

test('refresh rotates, keeps the scopes, and fails for a disabled or signed-out user', async () => {
  const { stage, username, code } = await openCode()
  const { client, UserPoolId } = stage
  const first = await exchange(stage, { code })
  const refresh = (refresh_token = '') => exchange(stage, { grant_type: 'refresh_token', refresh_token })
  const second = await refresh(first.body.refresh_token)
  expect(sources(stage).at(-1)).toBe('TokenGeneration_RefreshTokens')
  expect(await verify(stage, second.body.access_token ?? '')).toMatchObject({ scope: 'openid email' })
  const refused = { status: 400, body: { error: 'invalid_grant' } }
  expect(await refresh(first.body.refresh_token)).toMatchObject(refused)
  await client.send(new AdminDisableUserCommand({ UserPoolId, Username: username }))
  expect(await refresh(second.body.refresh_token)).toMatchObject(refused)
  await client.send(new AdminEnableUserCommand({ UserPoolId, Username: username }))
  const third = await refresh(second.body.refresh_token)
  expect(third.status).toBe(200)
  await client.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username: username }))
  expect(await refresh(third.body.refresh_token)).toMatchObject(refused)
  expect(await refresh('')).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
})

test('the revoke endpoint ends the session', async () => {
  const { stage, code } = await openCode()
  const { cognito, ClientId } = stage
  const { body } = await exchange(stage, { code })
  const revoke = (fields: Record<string, string>) => postForm(`${cognito.url}/oauth2/revoke`, { client_id: ClientId, ...fields })
  expect((await revoke({ token: body.access_token ?? '' })).status).toBe(400)
  expect((await revoke({ token: body.refresh_token ?? '', client_id: 'other' })).status).toBe(400)
  expect((await revoke({ token: body.refresh_token ?? '' })).status).toBe(200)
  expect((await exchange(stage, { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' })).status).toBe(400)
})

test('userInfo tells about who shows a live token with openid', async () => {
  const { stage, username, code } = await openCode()
  const { body } = await exchange(stage, { code })
  const ask = (token = '') => fetch(`${stage.cognito.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } })
  const { sub } = await verify(stage, body.access_token ?? '')
  expect(await (await ask(body.access_token)).json()).toEqual({
    sub,
    username,
    email: 'maria@example.com',
    email_verified: 'true',
  })
  const refused = await ask(body.id_token)
  expect(refused.status).toBe(401)
  expect(refused.headers.get('www-authenticate')).toContain('invalid_token')
})

test('a session of the pages is linked to the browser’s, and both end together when asked', async () => {
  const { stage, username, code } = await openCode()
  const { client, UserPoolId } = stage
  const { body } = await exchange(stage, { code })
  const list = async () =>
    (await client.send(new AdminListUserSessionsCommand({ UserPoolId, Username: username }))).Sessions ?? []
  const sessions = await list()
  const token = sessions.find(({ SessionType }) => SessionType === 'TOKEN')
  const sso = sessions.find(({ SessionType }) => SessionType === 'SSO')
  expect(token?.OriginSessionId).toBe(sso?.SessionId)
  expect(sso?.SessionId).toMatch(/^sso[a-z0-9]{25}$/u)
  const ended = { UserPoolId, Username: username, SessionId: token?.SessionId, RevokeAssociatedSessions: 'LINKED' } as const
  await client.send(new AdminRevokeUserSessionCommand(ended))
  expect(await list()).toEqual([])
  expect((await exchange(stage, { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' })).status).toBe(400)
})

test('a user made anew under a deleted one’s name inherits no session', async () => {
  const { stage, username, browser, code } = await openCode()
  const { client, UserPoolId } = stage
  const list = async () =>
    (await client.send(new AdminListUserSessionsCommand({ UserPoolId, Username: username }))).Sessions ?? []
  const [before] = await list()
  await client.send(new AdminDeleteUserCommand({ UserPoolId, Username: username }))
  await createPerson(stage, 'maria@example.com')
  expect(await list()).toEqual([])
  await browser.submit(await browser.load(authorizeUrl(stage)), { username: 'maria@example.com', password })
  const [after] = await list()
  expect(after).toMatchObject({ SessionType: 'SSO' })
  expect(after?.SessionId).not.toBe(before?.SessionId)
  expect(await exchange(stage, { code })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
})

test('the discovery document leads to everything, from any origin', async () => {
  const { stage } = await openCode()
  const { cognito } = stage
  const answer = await fetch(`${cognito.issuer}/.well-known/openid-configuration`)
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  expect(await answer.json()).toMatchObject({
    issuer: cognito.issuer,
    jwks_uri: `${cognito.issuer}/.well-known/jwks.json`,
    authorization_endpoint: `${cognito.url}/oauth2/authorize`,
    token_endpoint: `${cognito.url}/oauth2/token`,
  })
  expect((await fetch(`${cognito.url}/oauth2/token`, { method: 'OPTIONS' })).status).toBe(204)
})
