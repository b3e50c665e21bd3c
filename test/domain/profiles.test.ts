import { expect, test } from 'vitest'
import { type Identity, newIdentity } from '../../shared/domain/identities.ts'
import { changeOwn, type OwnWish } from '../../shared/domain/profiles.ts'
import { later, user, verdictOf } from './people.ts'

const identity: Identity = { ...newIdentity('usr_target', 'target@example.com', 'org_1'), username: 'tara', activeOrgId: 'org_1' }
const users = [
  { orgId: 'org_1', user: user() },
  { orgId: 'org_2', user: user({ firstName: 'Other', version: 7 }) },
]
const change = (wish: OwnWish, onlyIn?: string) => changeOwn({ identity, users, onlyIn, at: later }, wish)

test('a profile changes in every organization, one version up each, and nothing else of the user does', () => {
  const { users: changed, identity: same } = change({ firstName: 'Tina', phone: '+1 555 0100' })
  expect(same).toEqual(identity)
  for (const [index, { orgId, before, after }] of changed.entries()) {
    expect({ orgId, user: before }).toEqual(users[index])
    const expected = { firstName: 'Tina', phone: '+1 555 0100', updatedAt: later, version: before.version + 1 }
    expect(after).toEqual({ ...before, ...expected })
  }
})

test('in the named organization alone, the others stay the very same', () => {
  const [one, two] = change({ firstName: 'Tina' }, 'org_2').users
  expect(one?.after).toBe(one?.before)
  expect(two?.after).toMatchObject({ firstName: 'Tina', version: 8 })
})

test('what is so already is no change', () => {
  const [one, two] = change({ firstName: 'Tara' }).users
  expect(one?.after).toBe(one?.before)
  expect(two?.after.firstName).toBe('Tara')
  expect(change({}).identity).toEqual(identity)
})

test('a username is taken, given up, or left alone', () => {
  expect(change({ username: 'tina' }).identity.username).toBe('tina')
  expect(change({ username: null }).identity.username).toBeNull()
  expect(change({ activeOrgId: 'org_2' }).identity).toEqual({ ...identity, activeOrgId: 'org_2' })
})

test('an organization where the person is not active is none', () => {
  expect(verdictOf(() => change({}, 'org_3'))).toBe('not_found')
  expect(verdictOf(() => change({ activeOrgId: 'org_3' }))).toBe('not_found')
  const ended = { ...identity, activeOrgId: 'org_3' }
  expect(verdictOf(() => changeOwn({ identity: ended, users, onlyIn: undefined, at: later }, { activeOrgId: 'org_3' }))).toBe(
    'not_found',
  )
  expect(verdictOf(() => changeOwn({ identity: ended, users, onlyIn: undefined, at: later }, { firstName: 'X' }))).toBe('ok')
})
