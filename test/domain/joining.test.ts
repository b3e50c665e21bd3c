import { describe, expect, test } from 'vitest'
import { newIdentity } from '../../shared/domain/identities.ts'
import { checkOpen, expiryFrom, isPast, summaryOf } from '../../shared/domain/invitations.ts'
import { acceptInvitation, mayDisplace, provesEmail } from '../../shared/domain/joining.ts'
import { at, invitation, user, verdictOf } from './people.ts'

describe('a token', () => {
  const open = (some: Parameters<typeof invitation>[0], tokenVersion = 1, when = at) =>
    verdictOf(() => checkOpen(invitation(some), tokenVersion, when))

  test('of a pending invitation is good until its very last millisecond', () => {
    const expiresAt = '2030-05-01T12:00:00.000Z'
    expect(open({ expiresAt }, 1, '2030-05-01T11:59:59.999Z')).toBe('ok')
    expect(open({ expiresAt }, 1, expiresAt)).toBe('invitation_expired')
    expect(open({ expiresAt }, 1, '2030-05-01T12:00:01.000Z')).toBe('invitation_expired')
  })

  test('of an earlier or later version is dead', () => {
    expect(open({ tokenVersion: 2 }, 1)).toBe('invitation_cancelled')
    expect(open({ tokenVersion: 2 }, 3)).toBe('invitation_cancelled')
    expect(open({ tokenVersion: 2 }, 2)).toBe('ok')
  })

  test.each(['accepted', 'declined', 'expired', 'cancelled'] as const)('of an invitation that is %s says so', status => {
    expect(open({ status })).toBe(`invitation_${status}`)
  })
})

test('an expiry is so many days of 24 hours later', () => {
  expect(expiryFrom('2030-03-30T23:30:00.500Z', 2)).toBe('2030-04-01T23:30:00.500Z')
  expect(isPast({ expiresAt: at }, at)).toBe(true)
  expect(isPast({ expiresAt: '2030-05-01T12:00:00.001Z' }, at)).toBe(false)
})

test('the list is told what it shows of an invitation, and nothing that makes a token', () => {
  expect(Object.keys(summaryOf(invitation())).toSorted()).toEqual(['delivery', 'expiresAt', 'id', 'status'])
})

describe('accepting', () => {
  test('makes the person active and the invitation used', () => {
    const before = user({ status: 'invited' })
    const { user: joined, invitation: used } = acceptInvitation(before, 'target@example.com', invitation(), {}, at)
    expect(joined).toEqual({ ...before, status: 'active', joinedAt: at, updatedAt: at, version: before.version + 1 })
    expect(used).toEqual({ ...invitation(), status: 'accepted', updatedAt: at, version: 2 })
  })

  test('takes what the person says of the own name before what the inviter wrote', () => {
    const wish = { firstName: 'Own', lastName: null, locale: 'de' as const }
    const { user: joined } = acceptInvitation(user({ status: 'invited' }), 'target@example.com', invitation(), wish, at)
    expect(joined).toMatchObject({ firstName: 'Own', lastName: 'Get', locale: 'de' })
  })

  test('changes neither roles nor sites nor email', () => {
    const before = user({ status: 'invited', siteIds: ['ste_a'], extraPermissions: ['reports:read'] })
    expect(acceptInvitation(before, 'target@example.com', invitation(), {}, at).user).toMatchObject({
      email: before.email,
      roleIds: before.roleIds,
      siteIds: ['ste_a'],
      extraPermissions: ['reports:read'],
    })
  })

  test('tells the organization the email of somebody who was invited by username, and ends that name', () => {
    const before = user({ status: 'invited', email: null, displayName: 'tara', firstName: null, lastName: null })
    const offer = invitation({ email: null, username: 'tara' })
    const joined = acceptInvitation(before, 'target@example.com', offer, { firstName: 'Tara' }, at)
    expect(joined.user).toMatchObject({ email: 'target@example.com', displayName: null, firstName: 'Tara' })
    expect(joined.invitation.email).toBe('target@example.com')
  })

  test('leaves a name alone that is not the username of the invitation', () => {
    const before = user({ status: 'invited', displayName: 'Tee' })
    expect(acceptInvitation(before, 'target@example.com', invitation({ username: 'tara' }), {}, at).user.displayName).toBe('Tee')
  })

  test('once more does not forget when somebody joined first', () => {
    const back = user({ status: 'invited', joinedAt: '2030-01-02T00:00:00.000Z' })
    expect(acceptInvitation(back, 'target@example.com', invitation(), {}, at).user.joinedAt).toBe('2030-01-02T00:00:00.000Z')
  })

  test('proves the login email only when the mail went to that very address', () => {
    const identity = newIdentity('usr_1', 'target@example.com', 'org_1')
    expect(provesEmail(identity, 'target@example.com')).toBe(true)
    expect(provesEmail(identity, 'other@example.com')).toBe(false)
  })
})

describe('M2: an account that never proved its address', () => {
  const squatter = { ...newIdentity('usr_1', 'target@example.com', 'org_1'), credentials: true }

  test('gives way to whoever has the invitation that was mailed there', () => {
    expect(mayDisplace(squatter, invitation())).toBe(true)
  })

  test.each([
    ['the address was proven', { emailVerified: true }, {}],
    ['nobody can sign in with it yet', { credentials: false }, {}],
    ['the mail went elsewhere', {}, { mailTo: 'other@example.com' }],
    ['the invitation is for that very account', {}, { username: 'tara' }],
  ])('stays when %s', (_, some, offer) => {
    expect(mayDisplace({ ...squatter, ...some }, invitation(offer))).toBe(false)
  })
})
