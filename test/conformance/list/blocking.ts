import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminUserGlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect } from 'vitest'
import { pages, reference } from './documentation.ts'
import type { Entry, Target } from './entry.ts'
import { createPerson, expectRefused, look, newName, refresh, signIn, tokensOf, whoAmI } from './people.ts'

const calls = [AdminDisableUserCommand, AdminEnableUserCommand, AdminUserGlobalSignOutCommand, AdminDeleteUserCommand]

const disable = ({ client, userPoolId }: Target, Username: string) =>
  client.send(new AdminDisableUserCommand({ UserPoolId: userPoolId, Username }))

const enable = ({ client, userPoolId }: Target, Username: string) =>
  client.send(new AdminEnableUserCommand({ UserPoolId: userPoolId, Username }))

const remove = ({ client, userPoolId }: Target, Username: string) =>
  client.send(new AdminDeleteUserCommand({ UserPoolId: userPoolId, Username }))

export const blocking: Entry[] = [
  {
    behaviour: 'a disabled user stays, and says so',
    page: reference('AdminDisableUser'),
    async check(target) {
      const { username } = await createPerson(target)
      await disable(target, username)
      expect(await look(target, username)).toMatchObject({ Enabled: false, UserStatus: 'CONFIRMED' })
    },
  },
  {
    behaviour: 'a disabled user can’t sign in',
    page: reference('AdminDisableUser'),
    needs: ['password flow'],
    async check(target) {
      const { username, email } = await createPerson(target)
      await disable(target, username)
      for (const name of [username, email]) await expectRefused(signIn(target, name))
    },
  },
  {
    behaviour: 'disabling revokes the access tokens',
    page: reference('AdminDisableUser'),
    needs: ['password flow'],
    async check(target) {
      const { username } = await createPerson(target)
      const { AccessToken } = await tokensOf(target, username)
      await whoAmI(target, AccessToken)
      await disable(target, username)
      await expectRefused(whoAmI(target, AccessToken))
    },
  },
  {
    behaviour: 'a disabled user gets no new tokens from a refresh token',
    page: reference('AdminDisableUser'),
    notDocumented: 'the page speaks of access tokens alone: Roster signs the user out as well',
    needs: ['password flow'],
    async check(target) {
      const { username } = await createPerson(target)
      const { RefreshToken } = await tokensOf(target, username)
      await disable(target, username)
      await expectRefused(refresh(target, RefreshToken))
    },
  },
  {
    behaviour: 'an enabled user signs in with the same password',
    page: reference('AdminEnableUser'),
    needs: ['password flow'],
    async check(target) {
      const { username } = await createPerson(target)
      await disable(target, username)
      await enable(target, username)
      await tokensOf(target, username)
    },
  },
  {
    behaviour: 'disabling, enabling and signing out may be done twice',
    page: reference('AdminDisableUser'),
    notDocumented: 'each call may be repeated, since whether the first one arrived is not always known',
    async check(target) {
      const { username } = await createPerson(target)
      for (const Call of [AdminDisableUserCommand, AdminUserGlobalSignOutCommand, AdminEnableUserCommand]) {
        const call = () => target.client.send(new Call({ UserPoolId: target.userPoolId, Username: username }))
        await call()
        await call()
      }
      expect(await look(target, username)).toMatchObject({ Enabled: true })
    },
  },
  {
    behaviour: 'a deleted user is not found, and can neither sign in nor refresh',
    page: reference('AdminDeleteUser'),
    needs: ['password flow'],
    async check(target) {
      const { username, email } = await createPerson(target)
      const { RefreshToken } = await tokensOf(target, username)
      await remove(target, username)
      await expectRefused(look(target, username), 'UserNotFoundException')
      for (const name of [username, email]) await expectRefused(signIn(target, name))
      await expectRefused(refresh(target, RefreshToken), /^(NotAuthorized|UserNotFound)Exception$/u)
    },
  },
  ...calls.map(Call => ({
    behaviour: `${Call.name.replace('Command', '')} of somebody who is not there is UserNotFoundException`,
    page: reference(Call.name.replace('Command', '')),
    check: ({ client, userPoolId }: Target) =>
      expectRefused(client.send(new Call({ UserPoolId: userPoolId, Username: newName() })), 'UserNotFoundException'),
  })),
  {
    behaviour: 'AdminGetUser of somebody who is not there is UserNotFoundException',
    page: reference('AdminGetUser'),
    check: target => expectRefused(look(target, newName()), 'UserNotFoundException'),
  },
  {
    behaviour: 'a wrong password says the same of a disabled user as of nobody',
    page: pages.existence,
    needs: ['password flow'],
    async check(target) {
      const { username } = await createPerson(target)
      await disable(target, username)
      const [one, other] = await Promise.allSettled([
        signIn(target, username, 'not the password'),
        signIn(target, newName(), 'not the password'),
      ])
      expect(one).toMatchObject({ reason: { name: 'NotAuthorizedException' } })
      expect(String(one?.status === 'rejected' && one.reason)).toBe(String(other?.status === 'rejected' && other.reason))
    },
  },
]
