import { AdminDeleteUserCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider'
import { expect } from 'vitest'
import { pages, reference } from './documentation.ts'
import { type Entry, given } from './entry.ts'
import {
  attributeOf,
  create,
  createPerson,
  emailAttributes,
  expectRefused,
  look,
  newEmail,
  newName,
  password,
  signIn,
} from './people.ts'

const page = reference('AdminCreateUser')

export const creating: Entry[] = [
  {
    behaviour: 'a user has the username that the administrator chose, is enabled, and must change the password',
    page,
    async check(target) {
      const [username, email] = [newName(), newEmail()]
      const { User } = await create(target, { Username: username, UserAttributes: emailAttributes(email) })
      expect(User).toMatchObject({ Username: username, Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' })
      const seen = await look(target, username)
      expect(seen).toMatchObject({ Username: username, Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' })
      expect(seen.UserAttributes).toEqual(expect.arrayContaining(emailAttributes(email)))
    },
  },
  {
    behaviour: 'every user has a sub of its own, which is not the username',
    page: pages.attributes,
    async check(target) {
      const { username } = await createPerson(target)
      expect(await attributeOf(target, username, 'sub')).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/u)
    },
  },
  {
    behaviour: 'SUPPRESS sends no mail',
    page,
    needs: ['mailbox'],
    async check(target) {
      const { email } = await createPerson(target)
      expect(given(target.readMail)(email)).toBeUndefined()
    },
  },
  {
    behaviour: 'a username that somebody has is UsernameExistsException, in any letter case',
    page: pages.letterCase,
    async check(target) {
      const { username } = await createPerson(target)
      await expectRefused(create(target, { Username: username }), 'UsernameExistsException')
      await expectRefused(create(target, { Username: username.toUpperCase() }), 'UsernameExistsException')
    },
  },
  {
    behaviour: 'of many creations under one username at once, one succeeds',
    page,
    notDocumented: 'a second try of the same creation, while the first still runs, makes no second user',
    async check(target) {
      const username = newName()
      const tries = await Promise.allSettled(Array.from({ length: 6 }, () => create(target, { Username: username })))
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    },
  },
  {
    behaviour: 'a verified email that is somebody else’s is AliasExistsException, in any letter case, and makes no user',
    page,
    async check(target) {
      const { email } = await createPerson(target)
      for (const address of [email, email.replace('success', 'SUCCESS')]) {
        const username = newName()
        const second = create(target, { Username: username, UserAttributes: emailAttributes(address) })
        await expectRefused(second, 'AliasExistsException')
        await expectRefused(look(target, username), 'UserNotFoundException')
      }
    },
  },
  {
    behaviour: 'an email that is not verified may be that of many users, and signs none of them in',
    page: pages.attributes,
    needs: ['password flow'],
    async check(target) {
      const { email } = await createPerson(target)
      const second = { Username: newName(), UserAttributes: emailAttributes(email, false) }
      const third = { Username: newName(), UserAttributes: emailAttributes(newEmail(), false), TemporaryPassword: password }
      await create(target, second)
      await create(target, third)
      await expectRefused(signIn(target, third.UserAttributes[0]?.Value ?? ''))
      expect(await signIn(target, third.Username)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' })
    },
  },
  {
    behaviour: 'a username that reads like an email address is refused where the email signs in',
    page: pages.attributes,
    async check(target) {
      await expectRefused(create(target, { Username: newEmail() }), 'InvalidParameterException')
    },
  },
  {
    behaviour: 'username and email are free again once their user is deleted, and the next user has another sub',
    page: pages.attributes,
    async check(target) {
      const { username, email } = await createPerson(target)
      const before = await attributeOf(target, username, 'sub')
      await target.client.send(new AdminDeleteUserCommand({ UserPoolId: target.userPoolId, Username: username }))
      await create(target, { Username: username, UserAttributes: emailAttributes(email) })
      expect(await attributeOf(target, username, 'sub')).not.toBe(before)
    },
  },
  {
    behaviour: 'nobody signs up where only administrators create users',
    page: reference('AdminCreateUserConfigType'),
    async check({ client, clientId, made }) {
      const username = newName()
      made.add(username)
      await expectRefused(client.send(new SignUpCommand({ ClientId: clientId, Username: username, Password: password })))
    },
  },
]
