import { randomBytes } from 'node:crypto'
import { AdminLinkProviderForUserCommand } from '@aws-sdk/client-cognito-identity-provider'
import { expect } from 'vitest'
import { pages, reference } from './documentation.ts'
import { type Entry, given, type Target } from './entry.ts'
import { attributeOf, createPerson, expectRefused, newName, tokensOf } from './people.ts'

const page = reference('AdminLinkProviderForUser')

const newSubject = () => randomBytes(12).toString('hex')

function link({ client, userPoolId, provider }: Target, username: string, subject = newSubject()) {
  const DestinationUser = { ProviderName: 'Cognito', ProviderAttributeValue: username }
  const ProviderAttributeName = 'Cognito_Subject'
  const SourceUser = { ProviderName: given(provider), ProviderAttributeName, ProviderAttributeValue: subject }
  return client.send(new AdminLinkProviderForUserCommand({ UserPoolId: userPoolId, DestinationUser, SourceUser }))
}

const identitiesOf = async (target: Target, username: string): Promise<unknown> =>
  JSON.parse((await attributeOf(target, username, 'identities')) ?? '[]')

export const linking: Entry[] = [
  {
    behaviour: 'a linked identity stands in the user’s identities, and the user’s own password still works',
    page: pages.linking,
    needs: ['identity provider', 'password flow'],
    async check(target) {
      const { username } = await createPerson(target)
      const subject = newSubject()
      await link(target, username, subject)
      expect(await identitiesOf(target, username)).toMatchObject([{ userId: subject, providerName: target.provider }])
      await tokensOf(target, username)
    },
  },
  {
    behaviour: 'the same identity may be linked to the same user twice',
    page,
    notDocumented: 'that the second time is no error: a first sign-in that was cut off is tried again',
    needs: ['identity provider'],
    async check(target) {
      const { username } = await createPerson(target)
      const subject = newSubject()
      await link(target, username, subject)
      await link(target, username, subject)
      expect(await identitiesOf(target, username)).toHaveLength(1)
    },
  },
  {
    behaviour: 'an identity can’t be linked to nobody',
    page,
    needs: ['identity provider'],
    check: target => expectRefused(link(target, newName()), 'UserNotFoundException'),
  },
  {
    behaviour: 'a user has five linked identities at most: a sixth is LimitExceededException',
    page,
    needs: ['identity provider'],
    async check(target) {
      const { username } = await createPerson(target)
      const subjects = Array.from({ length: 5 }, newSubject)
      for (const subject of subjects) await link(target, username, subject)
      const linked = subjects.map(userId => expect.objectContaining({ userId }))
      expect(await identitiesOf(target, username)).toEqual(expect.arrayContaining(linked))
      await expectRefused(link(target, username), 'LimitExceededException')
    },
  },
  {
    behaviour: 'an identity can’t be linked to two users',
    page,
    notDocumented: 'with which error: an identity signs in as one person only',
    needs: ['identity provider'],
    async check(target) {
      const [one, other] = [await createPerson(target), await createPerson(target)]
      const subject = newSubject()
      await link(target, one.username, subject)
      await expectRefused(link(target, other.username, subject), /Exception$/u)
    },
  },
]
