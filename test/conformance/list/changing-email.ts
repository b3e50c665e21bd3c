import { AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider'
import { expect } from 'vitest'
import { reference } from './documentation.ts'
import type { Entry, Target } from './entry.ts'
import {
  attributeOf,
  create,
  createPerson,
  emailAttributes,
  expectRefused,
  newEmail,
  newName,
  signIn,
  tokensOf,
} from './people.ts'

const page = reference('AdminUpdateUserAttributes')

const change = ({ client, userPoolId }: Target, Username: string, email: string) =>
  client.send(new AdminUpdateUserAttributesCommand({ UserPoolId: userPoolId, Username, UserAttributes: emailAttributes(email) }))

export const changingEmail: Entry[] = [
  {
    behaviour: 'an email set together with email_verified signs in at once, with the same password, and the old one no more',
    page,
    needs: ['password flow'],
    async check(target) {
      const { username, email } = await createPerson(target)
      const next = newEmail()
      await change(target, username, next)
      for (const name of [next, username]) await tokensOf(target, name)
      await expectRefused(signIn(target, email))
    },
  },
  {
    behaviour: 'a change of email is one of the same user, and may be made twice',
    page,
    notDocumented: 'that the second time is no error: whether the first one arrived is not always known',
    async check(target) {
      const { username } = await createPerson(target)
      const sub = await attributeOf(target, username, 'sub')
      const next = newEmail()
      await change(target, username, next)
      await change(target, username, next)
      expect(await attributeOf(target, username, 'email')).toBe(next)
      expect(await attributeOf(target, username, 'email_verified')).toBe('true')
      expect(await attributeOf(target, username, 'sub')).toBe(sub)
    },
  },
  {
    behaviour: 'an email that was given up is free for somebody else',
    page,
    notDocumented: 'that it is so at once: Roster lets it be taken as soon as the change is made',
    async check(target) {
      const { username, email } = await createPerson(target)
      await change(target, username, newEmail())
      await create(target, { Username: newName(), UserAttributes: emailAttributes(email) })
    },
  },
  {
    behaviour: 'an email that is somebody else’s is AliasExistsException, and nothing changes',
    page,
    notDocumented: 'that it is never moved silently: the reference lists the error, and the guide leaves open when',
    async check(target) {
      const [one, other] = [await createPerson(target), await createPerson(target)]
      await expectRefused(change(target, one.username, other.email), 'AliasExistsException')
      expect(await attributeOf(target, one.username, 'email')).toBe(one.email)
    },
  },
  {
    behaviour: 'an email for nobody is UserNotFoundException',
    page,
    check: target => expectRefused(change(target, newName(), newEmail()), 'UserNotFoundException'),
  },
]
