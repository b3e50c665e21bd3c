import { AdminUserGlobalSignOutCommand, RevokeTokenCommand } from '@aws-sdk/client-cognito-identity-provider'
import { pages, reference } from './documentation.ts'
import type { Entry, Target } from './entry.ts'
import { createPerson, expectRefused, refresh, tokensOf, whoAmI } from './people.ts'
import { verified } from './tokens-read.ts'

const needs: Entry['needs'] = ['password flow']

async function twoSessions(target: Target) {
  const { username } = await createPerson(target)
  return { username, one: await tokensOf(target, username), other: await tokensOf(target, username) }
}

const signOut = ({ client, userPoolId }: Target, Username: string) =>
  client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: userPoolId, Username }))

const revoke = ({ client, clientId }: Target, Token: string) => client.send(new RevokeTokenCommand({ ClientId: clientId, Token }))

export const signingOut: Entry[] = [
  {
    behaviour: 'global sign-out ends every refresh token of the user',
    page: reference('AdminUserGlobalSignOut'),
    needs,
    async check(target) {
      const { username, one, other } = await twoSessions(target)
      await signOut(target, username)
      for (const { RefreshToken } of [one, other]) await expectRefused(refresh(target, RefreshToken))
    },
  },
  {
    behaviour: 'after global sign-out Cognito’s own API answers that the access token has been revoked',
    page: reference('AdminUserGlobalSignOut'),
    needs,
    async check(target) {
      const { username, one } = await twoSessions(target)
      await whoAmI(target, one.AccessToken)
      await signOut(target, username)
      await expectRefused(whoAmI(target, one.AccessToken), 'NotAuthorizedException', /Access Token has been revoked/u)
    },
  },
  {
    behaviour: 'a revoked access token still verifies by its signature: who must know otherwise has to remember it',
    page: pages.revocation,
    needs,
    async check(target) {
      const { username, one } = await twoSessions(target)
      await signOut(target, username)
      await verified(target, one.AccessToken)
    },
  },
  {
    behaviour: 'whoever was signed out may sign in again',
    page: reference('AdminUserGlobalSignOut'),
    needs,
    async check(target) {
      const { username } = await twoSessions(target)
      await signOut(target, username)
      const { AccessToken, RefreshToken } = await tokensOf(target, username)
      await whoAmI(target, AccessToken)
      await refresh(target, RefreshToken)
    },
  },
  {
    behaviour: 'RevokeToken ends a refresh token and the access tokens that came of it, and no others',
    page: reference('RevokeToken'),
    needs,
    async check(target) {
      const { one, other } = await twoSessions(target)
      await revoke(target, one.RefreshToken)
      await expectRefused(refresh(target, one.RefreshToken))
      await expectRefused(whoAmI(target, one.AccessToken))
      await whoAmI(target, other.AccessToken)
      await refresh(target, other.RefreshToken)
    },
  },
  {
    behaviour: 'a refresh token may be revoked twice',
    page: reference('RevokeToken'),
    notDocumented: 'that the second time is no error: an app may sign out again when the first answer was lost',
    needs,
    async check(target) {
      const { one } = await twoSessions(target)
      await revoke(target, one.RefreshToken)
      await revoke(target, one.RefreshToken)
    },
  },
  {
    behaviour: 'RevokeToken of an access token is UnsupportedTokenTypeException',
    page: reference('RevokeToken'),
    needs,
    async check(target) {
      const { one } = await twoSessions(target)
      await expectRefused(revoke(target, one.AccessToken), 'UnsupportedTokenTypeException')
    },
  },
]
