import { describe, expect, test } from 'vitest'
import {
  ended,
  type Inviting,
  inviteUser,
  resendInvitation,
  stillBacked,
  withoutInvitation,
} from '../../shared/domain/inviting.ts'
import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { at, callerWith, grants, invitation, later, refusalFrom, roles, user, verdictOf } from './people.ts'

const inviting = (some: Partial<Inviting> = {}): Inviting => ({
  inviter: callerWith(grants([OWNER])),
  wish: { email: 'new@example.com' },
  login: some.wish?.email ?? 'new@example.com',
  rules: { defaultRoleIds: [MEMBER], invitationTtlDays: 30, allowedEmailDomains: [], locale: 'en' },
  roles,
  existing: null,
  ids: { orgId: 'org_1', userId: 'usr_new', invitationId: 'inv_new' },
  message: null,
  timeZone: null,
  at,
  ...some,
})

const verdict = (some: Partial<Inviting>) => verdictOf(() => inviteUser(inviting(some)))

describe('inviting', () => {
  test('makes an invited user with the default roles, and a pending invitation for thirty days', () => {
    const { user: made, invitation: offer } = inviteUser(inviting())
    expect(made).toMatchObject({
      id: 'usr_new',
      email: 'new@example.com',
      status: 'invited',
      roleIds: [MEMBER],
      extraPermissions: [],
      siteIds: [],
      locale: 'en',
      joinedAt: null,
      createdAt: at,
      version: 1,
    })
    expect(offer).toMatchObject({
      id: 'inv_new',
      userId: 'usr_new',
      email: 'new@example.com',
      mailTo: 'new@example.com',
      status: 'pending',
      tokenVersion: 1,
      expiresAt: '2030-05-31T12:00:00.000Z',
      invitedBy: { id: 'usr_caller', name: 'Cal Ler' },
      backedBy: 'usr_caller',
      delivery: { state: 'queued', at },
      deliveryTimes: { queued: at },
      version: 1,
    })
  })

  test('gives everything that was wished', () => {
    const wish = {
      email: 'new@example.com',
      firstName: 'N',
      lastName: 'P',
      displayName: 'NP',
      phone: '+1',
      communicationEmail: 'c@example.com',
      locale: 'ja' as const,
      roleIds: [ADMIN, MEMBER],
      extraPermissions: ['billing:manage'],
      siteIds: ['ste_a'],
    }
    const made = inviteUser(inviting({ wish, message: 'Hello' }))
    expect(made.user).toMatchObject(wish)
    expect(made.invitation).toMatchObject({ message: 'Hello', mailTo: 'c@example.com', email: 'new@example.com' })
  })

  test('by the operator has no inviter, and nobody to answer for it', () => {
    const made = inviteUser(inviting({ inviter: null, wish: { email: 'new@example.com', roleIds: [OWNER] } }))
    expect(made.invitation).toMatchObject({ invitedBy: null, backedBy: null })
    expect(stillBacked(made.user, made.invitation, null, roles)).toBe(true)
  })

  test.each(['active', 'suspended'] as const)('somebody %s is refused, and named', status => {
    const refusal = refusalFrom(() => inviteUser(inviting({ existing: { user: user({ status }), invitation: null } })))
    expect(refusal.code).toBe('already_member')
    expect(refusal.message).toContain('new@example.com')
  })

  test('somebody with an open invitation is refused; the very moment it ends, no more', () => {
    const invited = (expiresAt: string) => verdict({ existing: { user: user({ status: 'invited' }), invitation: { expiresAt } } })
    expect(invited('2030-05-01T12:00:00.001Z')).toBe('already_invited')
    expect(invited(at)).toBe('ok')
  })

  test('somebody whose invitation expired is offered anew, with what is known of them and only the new roles', () => {
    const before = user({
      status: 'expired',
      roleIds: [ADMIN],
      extraPermissions: ['billing:manage'],
      siteIds: 'all',
      phone: '+1',
    })
    const existing = { user: before, invitation: invitation({ expiresAt: at }) }
    const { user: made } = inviteUser(inviting({ existing, wish: { email: 'target@example.com', lastName: 'Other' } }))
    expect(made).toMatchObject({
      status: 'invited',
      firstName: 'Tara',
      lastName: 'Other',
      phone: '+1',
      createdAt: before.createdAt,
    })
    expect(made).toMatchObject(grants([MEMBER]))
    expect(made.version).toBe(before.version + 1)
  })

  test('somebody who was removed is offered to come back', () => {
    const existing = { user: user({ status: 'inactive' }), invitation: null }
    expect(inviteUser(inviting({ existing })).user).toMatchObject({ status: 'invited', joinedAt: existing.user.joinedAt })
  })

  test.each(['inactive', 'expired'] as const)(
    'an %s person is offered to come back only by who holds what that person held',
    status => {
      const existing = { user: user({ status, roleIds: [OWNER] }), invitation: invitation({ expiresAt: at }) }
      expect(verdict({ existing, inviter: callerWith(grants([ADMIN])) })).toBe('beyond_your_rights')
      expect(verdict({ existing, inviter: callerWith(grants([OWNER])) })).toBe('ok')
    },
  )

  test('only addresses of the allowed domains are taken, each domain by its own name', () => {
    const to = (email: string) =>
      verdict({ wish: { email }, rules: { ...inviting().rules, allowedEmailDomains: ['example.com', 'acme.test'] } })
    expect(to('a@example.com')).toBe('ok')
    expect(to('a@acme.test')).toBe('ok')
    expect(to('a@sub.example.com')).toBe('email_domain_not_allowed')
    expect(to('a@notexample.com')).toBe('email_domain_not_allowed')
  })

  test('nobody gives more than the own rights, not by the default roles either', () => {
    const inviter = callerWith(grants(['rol_inviter']))
    expect(verdict({ inviter })).toBe('ok')
    expect(verdict({ inviter, wish: { email: 'a@b.test', roleIds: [ADMIN] } })).toBe('grant_beyond_own')
    expect(verdict({ inviter, rules: { ...inviting().rules, defaultRoleIds: [ADMIN] } })).toBe('grant_beyond_own')
    expect(verdict({ inviter, wish: { email: 'a@b.test', extraPermissions: ['billing:manage'] } })).toBe('grant_beyond_own')
  })

  test('whoever invites only at sites invites to a site of their own', () => {
    const at2 = (siteIds: string[] | 'all' | undefined, own: string[]) =>
      verdict({ inviter: callerWith(grants([SITE_ADMIN], own)), wish: { email: 'a@b.test', siteIds } })
    expect(at2(['ste_a'], ['ste_a', 'ste_b'])).toBe('ok')
    expect(at2(undefined, ['ste_a'])).toBe('validation_failed')
    expect(at2([], ['ste_a'])).toBe('validation_failed')
    expect(at2(['ste_b'], ['ste_a'])).toBe('grant_beyond_own')
    expect(at2('all', ['ste_a'])).toBe('grant_beyond_own')
  })

  test('a role that does not exist is refused', () => {
    expect(verdict({ wish: { email: 'a@b.test', roleIds: ['rol_gone'] } })).toBe('validation_failed')
  })
})

describe('resending', () => {
  const resend = (status: 'invited' | 'expired', offer = invitation({ status: status === 'invited' ? 'pending' : 'expired' })) =>
    resendInvitation({
      caller: { ...callerWith(grants([ADMIN])), userId: 'usr_other', name: 'Other' },
      user: user({ status, communicationEmail: 'c@example.com' }),
      login: 'target@example.com',
      invitation: offer,
      roles,
      ttlDays: 2,
      at,
    })

  test.each(['invited', 'expired'] as const)('to somebody %s kills the old token and starts anew', status => {
    expect(resend(status).invitation).toMatchObject({
      status: 'pending',
      tokenVersion: 2,
      expiresAt: '2030-05-03T12:00:00.000Z',
      delivery: { state: 'queued', at },
      deliveryTimes: { queued: at },
      version: 2,
    })
    expect(resend(status).user.status).toBe('invited')
  })

  test('makes the sender answer for it, and goes where mail to the person goes now', () => {
    expect(resend('invited').invitation).toMatchObject({
      invitedBy: { id: 'usr_other', name: 'Other' },
      backedBy: 'usr_other',
      mailTo: 'c@example.com',
    })
  })
})

describe('what an invitation gives is backed', () => {
  const offered = user({ status: 'invited', ...grants([SITE_ADMIN], ['ste_a']) })
  const by = (held: ReturnType<typeof grants>, some = {}) =>
    stillBacked(offered, invitation(), user({ id: 'usr_caller', ...held, ...some }), roles)

  test('by whoever still holds it', () => {
    expect(by(grants([OWNER]))).toBe(true)
    expect(by(grants([ADMIN]))).toBe(true)
    expect(by(grants([SITE_ADMIN], ['ste_a', 'ste_b']))).toBe(true)
  })

  test('no more by whoever lost roles or sites, was suspended or removed, or is gone', () => {
    expect(by(grants([MEMBER], ['ste_a']))).toBe(false)
    expect(by(grants([SITE_ADMIN], ['ste_b']))).toBe(false)
    expect(by(grants([OWNER]), { status: 'suspended' })).toBe(false)
    expect(by(grants([OWNER]), { status: 'inactive' })).toBe(false)
    expect(stillBacked(offered, invitation(), null, roles)).toBe(false)
    expect(stillBacked(user({ status: 'invited', ...grants(['rol_reader']) }), invitation(), null, roles)).toBe(false)
  })

  test('only by an owner where it makes an owner', () => {
    const heir = user({ status: 'invited', ...grants([OWNER]) })
    expect(stillBacked(heir, invitation(), user(grants([OWNER])), roles)).toBe(true)
    expect(stillBacked(heir, invitation(), user(grants([ADMIN], [], ['billing:manage'])), roles)).toBe(false)
  })

  test('with all the sites that a role brings', () => {
    const admin = user({ status: 'invited', ...grants([ADMIN]) })
    expect(stillBacked(admin, invitation(), user(grants(['rol_like_admin'], ['ste_a'])), roles)).toBe(false)
    expect(stillBacked(admin, invitation(), user(grants(['rol_like_admin'], 'all')), roles)).toBe(true)
  })
})

test.each(['cancelled', 'declined', 'expired'] as const)('an invitation that is %s is the next version of itself', status => {
  expect(ended(invitation(), status, later)).toEqual({ ...invitation(), status, updatedAt: later, version: 2 })
})

test('a withdrawn invitation leaves nothing of a new person, and an inactive one of a former member', () => {
  expect(withoutInvitation(user({ status: 'invited' }), at)).toBe(null)
  const back = user({ status: 'invited', joinedAt: '2030-01-02T00:00:00.000Z' })
  expect(withoutInvitation(back, at)).toEqual({ ...back, status: 'inactive', updatedAt: at, version: 4 })
})

test('A8: an invitation that is open already leaves its user as it is', () => {
  const target = user({ status: 'invited' })
  const caller = callerWith(grants([OWNER]))
  const again = { caller, user: target, login: 'target@example.com', invitation: invitation(), roles, ttlDays: 30, at }
  expect(resendInvitation(again).user).toBe(target)
})

describe('L3: inviting by username', () => {
  const by = (some: Partial<Inviting> = {}, names: object = {}): Inviting => ({
    ...inviting(),
    wish: { username: 'tara', ...names },
    login: 'tara@example.com',
    ...some,
  })

  test('tells nothing of the person, who is called by it as long as no name is known', () => {
    const { user: made, invitation: offer } = inviteUser(by())
    expect(made).toMatchObject({ email: null, displayName: 'tara', mustChangePassword: false })
    expect(offer).toMatchObject({ email: null, username: 'tara', mailTo: 'tara@example.com' })
    for (const names of [{ firstName: 'T' }, { lastName: 'T' }]) expect(inviteUser(by({}, names)).user.displayName).toBeNull()
    expect(inviteUser(by({}, { displayName: 'T' })).user.displayName).toBe('T')
  })

  test('somebody of another domain is as unknown as nobody', () => {
    const rules = (allowed: string) => ({ rules: { ...inviting().rules, allowedEmailDomains: [allowed] } })
    expect(verdictOf(() => inviteUser(by(rules('example.com'))))).toBe('ok')
    expect(verdictOf(() => inviteUser(by(rules('example.org'))))).toBe('not_found')
  })

  test('names somebody who is there by the username', () => {
    const refusal = refusalFrom(() => inviteUser(by({ existing: { user: user(), invitation: null } })))
    expect([refusal.code, refusal.message.startsWith('tara ')]).toEqual(['already_member', true])
  })
})
