import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider'
import { expect } from 'vitest'
import { pages, reference } from './documentation.ts'
import { type Entry, given, type Target } from './entry.ts'
import { createPerson, expectRefused, refresh, tokensOf } from './people.ts'
import { verified } from './tokens-read.ts'

const page = reference('GetTokensFromRefreshToken')
const day = 24 * 3600

const signedIn = async (target: Target) => tokensOf(target, (await createPerson(target)).username)

export const refreshing: Entry[] = [
  {
    behaviour: 'a refresh gives new tokens of all three kinds',
    page,
    needs: ['password flow'],
    async check(target) {
      const before = await signedIn(target)
      const after = await refresh(target, before.RefreshToken)
      expect(after).toMatchObject({ TokenType: 'Bearer', ExpiresIn: before.ExpiresIn })
      expect(after.RefreshToken).not.toBe(before.RefreshToken)
    },
  },
  {
    behaviour: 'what a refresh gives is of the same sign-in: origin_jti, auth_time and scope stay, the jti is new',
    page: pages.revocation,
    needs: ['password flow'],
    async check(target) {
      const before = await signedIn(target)
      const [one, other] = [before, await refresh(target, before.RefreshToken)].map(({ AccessToken }) => AccessToken)
      const [first, second] = [await verified(target, given(one)), await verified(target, given(other))]
      const { origin_jti, auth_time, scope, sub, username } = first
      expect(second).toMatchObject({ origin_jti, auth_time, scope, sub, username })
      expect(second.jti).not.toBe(first.jti)
    },
  },
  {
    behaviour: 'a used refresh token is RefreshTokenReuseException, and the one that followed it stays good',
    page,
    needs: ['password flow', 'no grace'],
    async check(target) {
      const first = await signedIn(target)
      const second = await refresh(target, first.RefreshToken)
      await expectRefused(refresh(target, first.RefreshToken), 'RefreshTokenReuseException')
      await refresh(target, second.RefreshToken)
    },
  },
  {
    behaviour: 'of many refreshes with one token at once, one succeeds',
    page: reference('RefreshTokenRotationType'),
    notDocumented: 'that it holds at the same moment, too: a stolen token is not used beside its owner’s',
    needs: ['password flow', 'no grace'],
    async check(target) {
      const { RefreshToken } = await signedIn(target)
      const tries = await Promise.allSettled(Array.from({ length: 6 }, () => refresh(target, RefreshToken)))
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    },
  },
  {
    behaviour: 'a refresh token that nobody was given is NotAuthorizedException',
    page,
    needs: ['password flow'],
    check: target => expectRefused(refresh(target, 'made-up')),
  },
  {
    behaviour: 'with rotation there is no REFRESH_TOKEN_AUTH',
    page: pages.refreshToken,
    needs: ['password flow'],
    async check(target) {
      const { RefreshToken } = await signedIn(target)
      const AuthParameters = { REFRESH_TOKEN: RefreshToken }
      const old = new InitiateAuthCommand({ ClientId: target.clientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters })
      await expectRefused(target.client.send(old), /Exception$/u)
      await refresh(target, RefreshToken)
    },
  },
  {
    behaviour: 'a rotated refresh token ends when the first one would have, thirty days after the sign-in',
    page: pages.refreshToken,
    needs: ['password flow', 'clock'],
    async check(target) {
      const first = await signedIn(target)
      given(target.advance)(29 * day)
      const second = await refresh(target, first.RefreshToken)
      given(target.advance)(day + 1)
      await expectRefused(refresh(target, second.RefreshToken))
    },
  },
]
