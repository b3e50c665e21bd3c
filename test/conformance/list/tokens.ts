import { expect } from 'vitest'
import { pages, reference } from './documentation.ts'
import type { Entry, Target } from './entry.ts'
import { attributeOf, createPerson, tokensOf } from './people.ts'
import { keyOf, verified } from './tokens-read.ts'

const needs: Entry['needs'] = ['password flow']

async function signedIn(target: Target) {
  const person = await createPerson(target)
  const tokens = await tokensOf(target, person.username)
  const [access, id] = [await verified(target, tokens.AccessToken), await verified(target, tokens.IdToken)]
  return { person, tokens, access, id }
}

export const tokens: Entry[] = [
  {
    behaviour: 'both tokens are signed with RS256 by keys that the issuer publishes, and name the issuer',
    page: pages.verifying,
    needs,
    async check(target) {
      const { access, id } = await signedIn(target)
      expect([access.iss, id.iss]).toEqual([target.issuer, target.issuer])
    },
  },
  {
    behaviour: 'access token and ID token are signed by different keys',
    page: pages.accessToken,
    needs,
    async check(target) {
      const { AccessToken, IdToken } = (await signedIn(target)).tokens
      expect(keyOf(AccessToken)).toMatch(/./u)
      expect(keyOf(IdToken)).not.toBe(keyOf(AccessToken))
    },
  },
  {
    behaviour: 'the access token says who it is for: username, sub, client_id, token_use, and no audience',
    page: pages.accessToken,
    needs,
    async check(target) {
      const { person, access } = await signedIn(target)
      const sub = await attributeOf(target, person.username, 'sub')
      expect(access).toMatchObject({ username: person.username, sub, client_id: target.clientId, token_use: 'access' })
      expect(access.aud).toBeUndefined()
    },
  },
  {
    behaviour: 'the access token of the API has the scope of Cognito’s own API, and no other',
    page: pages.accessToken,
    needs,
    async check(target) {
      expect((await signedIn(target)).access.scope).toBe('aws.cognito.signin.user.admin')
    },
  },
  {
    behaviour: 'the ID token names the client as its audience, the username and the verified email',
    page: pages.idToken,
    needs,
    async check(target) {
      const { person, access, id } = await signedIn(target)
      const { username, email } = person
      expect(id).toMatchObject({ aud: target.clientId, token_use: 'id', sub: access.sub, email, email_verified: true })
      expect(id['cognito:username']).toBe(username)
    },
  },
  {
    behaviour: 'both tokens carry one origin_jti, and each a jti of its own',
    page: pages.revocation,
    needs,
    async check(target) {
      const { access, id } = await signedIn(target)
      expect(access.origin_jti).toMatch(/./u)
      expect(id.origin_jti).toBe(access.origin_jti)
      expect(access.jti).toMatch(/./u)
      expect(id.jti).not.toBe(access.jti)
    },
  },
  {
    behaviour: 'auth_time is the time of the sign-in, in seconds',
    page: pages.accessToken,
    needs,
    async check(target) {
      const { access } = await signedIn(target)
      expect(Math.abs(Number(access.auth_time) - Number(access.iat))).toBeLessThanOrEqual(5)
    },
  },
  {
    behaviour: 'an access token lives for the fifteen minutes that the client sets, and the answer says so',
    page: reference('CreateUserPoolClient'),
    needs,
    async check(target) {
      const { tokens: given, access, id } = await signedIn(target)
      expect(given.ExpiresIn).toBe(900)
      for (const { exp, iat } of [access, id]) expect(Number(exp) - Number(iat)).toBe(900)
    },
  },
]
