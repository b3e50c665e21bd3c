import { expect } from 'vitest'
import { codeOf, exchange, hostedTokens, post, refreshByEndpoint } from './changing-code.ts'
import { pages } from './documentation.ts'
import { type Entry, given } from './entry.ts'
import { expectRefused, whoAmI } from './people.ts'
import { verified } from './tokens-read.ts'

const needs: Entry['needs'] = ['login form']

export const exchanging: Entry[] = [
  {
    behaviour: 'code and verifier give the three tokens, Bearer, for fifteen minutes',
    page: pages.pkce,
    needs,
    async check(target) {
      const { body, id, refreshToken } = await hostedTokens(target)
      expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900 })
      expect(id).not.toBe('')
      expect(refreshToken).not.toBe('')
    },
  },
  {
    behaviour: 'the tokens have the scopes and the nonce that were asked for, never Cognito’s own API',
    page: pages.authorize,
    needs,
    async check(target) {
      const { access, id, username } = await hostedTokens(target)
      const claims = await verified(target, access)
      expect(claims).toMatchObject({ username, token_use: 'access', client_id: target.clientId })
      expect(String(claims.scope).split(' ').toSorted()).toEqual(['email', 'openid'])
      expect(await verified(target, id)).toMatchObject({ nonce: 'a nonce', aud: target.clientId })
      await expectRefused(whoAmI(target, access))
    },
  },
  {
    behaviour: 'another verifier than the challenge’s gives nothing',
    page: pages.pkce,
    notDocumented: 'with which error; RFC 7636 says invalid_grant',
    needs,
    async check(target) {
      const { code } = await codeOf(target)
      const refused = await exchange(target, { code, code_verifier: 'a'.repeat(64) })
      expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
      expect(refused.body.access_token).toBeUndefined()
    },
  },
  {
    behaviour: 'no verifier gives nothing where the code was asked for with a challenge',
    page: pages.token,
    needs,
    async check(target) {
      const { code } = await codeOf(target)
      const refused = await exchange(target, { code, code_verifier: undefined })
      expect(refused.status).toBe(400)
      expect(refused.body.error).toMatch(/^invalid_(request|grant)$/u)
    },
  },
  {
    behaviour: 'a code that was used is invalid_grant',
    page: pages.token,
    needs,
    async check(target) {
      const { code } = await codeOf(target)
      expect((await exchange(target, { code })).status).toBe(200)
      expect(await exchange(target, { code })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    },
  },
  {
    behaviour: 'a code is good for five minutes',
    page: pages.authorize,
    needs: ['login form', 'clock'],
    async check(target) {
      const { code } = await codeOf(target)
      given(target.advance)(301)
      expect(await exchange(target, { code })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    },
  },
  {
    behaviour: 'a code is bound to the address that it was sent to',
    page: pages.token,
    notDocumented: 'with which error',
    needs,
    async check(target) {
      const { code } = await codeOf(target)
      const refused = await exchange(target, { code, redirect_uri: 'https://elsewhere.example/' })
      expect(refused.status).toBe(400)
      expect(refused.body.access_token).toBeUndefined()
    },
  },
  {
    behaviour: 'what is asked wrongly is named: invalid_request, invalid_client, unsupported_grant_type',
    page: pages.token,
    needs: ['login pages'],
    async check(target) {
      const errorOf = async (fields: Record<string, string | undefined>) => {
        const { status, body } = await exchange(target, fields)
        return [status, body.error]
      }
      expect(await errorOf({ grant_type: 'refresh_token' })).toEqual([400, 'invalid_request'])
      expect(await errorOf({ code: 'made-up', client_id: 'a'.repeat(26) })).toEqual([400, 'invalid_client'])
      expect(await errorOf({ grant_type: 'password' })).toEqual([400, 'unsupported_grant_type'])
      expect(await errorOf({ code: 'made-up' })).toEqual([400, 'invalid_grant'])
    },
  },
  {
    behaviour: 'the refresh grant gives new tokens with the same scopes and a new refresh token',
    page: pages.refreshToken,
    needs,
    async check(target) {
      const before = await hostedTokens(target)
      const { status, body } = await refreshByEndpoint(target, before.refreshToken)
      expect(status).toBe(200)
      expect(body.refresh_token ?? '').not.toBe('')
      expect(body.refresh_token).not.toBe(before.refreshToken)
      const [one, other] = [await verified(target, before.access), await verified(target, body.access_token ?? '')]
      expect(other).toMatchObject({ scope: one.scope, origin_jti: one.origin_jti, auth_time: one.auth_time })
    },
  },
  {
    behaviour: 'the revoke endpoint ends the refresh token, which is invalid_grant from then on',
    page: pages.revoke,
    needs,
    async check(target) {
      const { refreshToken } = await hostedTokens(target)
      const revoke = () => post(target, '/oauth2/revoke', { token: refreshToken, client_id: target.clientId })
      expect((await revoke()).status).toBe(200)
      expect(await refreshByEndpoint(target, refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    },
  },
  {
    behaviour: 'the revoke endpoint refuses an access token as unsupported_token_type',
    page: pages.revoke,
    needs,
    async check(target) {
      const { access } = await hostedTokens(target)
      const refused = await post(target, '/oauth2/revoke', { token: access, client_id: target.clientId })
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({ error: 'unsupported_token_type' })
    },
  },
  {
    behaviour: 'userInfo tells a token with openid about its user, email_verified as text',
    page: pages.userInfo,
    needs,
    async check(target) {
      const { access, email, username } = await hostedTokens(target)
      const ask = (token: string) =>
        fetch(new URL('/oauth2/userInfo', given(target.pages).url), { headers: { authorization: `Bearer ${token}` } })
      expect(await (await ask(access)).json()).toMatchObject({ email, email_verified: 'true', username })
      expect((await ask(`${access.slice(0, -8)}AAAAAAAA`)).status).toBe(401)
    },
  },
  {
    behaviour: 'the issuer’s discovery document leads to the keys and to the endpoints of the login pages',
    page: pages.endpoints,
    needs: ['login pages'],
    async check(target) {
      const { issuer } = target
      const url = (path: string) => new URL(path, given(target.pages).url).href
      expect(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).toMatchObject({
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        authorization_endpoint: url('/oauth2/authorize'),
        token_endpoint: url('/oauth2/token'),
      })
    },
  },
]
