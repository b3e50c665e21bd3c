import { describe, expect, test } from 'vitest'
import { changeInvitation, correctEmail } from '../../shared/domain/invitation-edits.ts'
import type { UserWish } from '../../shared/domain/managing.ts'
import { ADMIN, MEMBER, OWNER } from '../../shared/domain/roles.ts'
import type { User } from '../../shared/domain/users.ts'
import { at, callerWith, grants, invitation, refusalFrom, roles, user, verdictOf } from './people.ts'

const invited = (some: Partial<User> = {}) => user({ status: 'invited', ...some })
const open = invitation({ backedBy: 'usr_other', version: 4 })
const edit = (wish: UserWish, target = invited(), held = grants([OWNER])) =>
  changeInvitation({ caller: callerWith(held), user: target, invitation: open, roles, at }, wish)

describe('M11: an invitation is edited', () => {
  test('in what it says of the person, for which whoever invited goes on to answer', () => {
    const before = invited()
    const after = edit({ firstName: 'New', phone: '+1' }, before)
    expect(after.user).toEqual({ ...before, firstName: 'New', phone: '+1', updatedAt: at, version: before.version + 1 })
    expect(after.invitation).toEqual({ ...open, updatedAt: at, version: 5 })
  })

  test('in what it gives, for all of which whoever changes it answers from then on', () => {
    const before = invited()
    const after = edit({ roleIds: ['rol_reader'], siteIds: ['ste_a'] }, before)
    expect(after.user).toMatchObject({ roleIds: ['rol_reader'], siteIds: ['ste_a'], version: before.version + 1 })
    expect(after.invitation).toEqual({ ...open, backedBy: 'usr_caller', updatedAt: at, version: 5 })
  })

  test('not at all when nothing differs', () => {
    const before = invited()
    expect(edit({ firstName: 'Tara', roleIds: [MEMBER] }, before)).toEqual({ user: before, invitation: open })
    expect(edit({}, before).user).toBe(before)
    expect(edit({}, before).invitation).toBe(open)
  })

  test.each<[string, UserWish, Partial<User>, string[], string]>([
    ['names, by who holds what it gives', { firstName: 'New' }, {}, ['rol_inviter'], 'ok'],
    ['names, by who holds less than it gives', { firstName: 'New' }, grants([ADMIN]), ['rol_inviter'], 'beyond_your_rights'],
    ['names, by who may not invite', { firstName: 'New' }, {}, ['rol_updater'], 'forbidden'],
    ['names, by who sees nobody', { firstName: 'New' }, {}, [MEMBER], 'not_found'],
    ['roles beyond the own', { roleIds: [ADMIN] }, {}, ['rol_inviter'], 'grant_beyond_own'],
    ['roles within the own', { roleIds: ['rol_reader'] }, {}, ['rol_inviter'], 'ok'],
    [
      'roles, while it gives a site that is not the own',
      { roleIds: ['rol_reader'] },
      { siteIds: ['ste_a'] },
      ['rol_inviter'],
      'grant_beyond_own',
    ],
    ['a site that is not the own', { siteIds: ['ste_a'] }, {}, ['rol_inviter'], 'grant_beyond_own'],
    ['to take a site that is not the own', { siteIds: [] }, { siteIds: ['ste_a'] }, ['rol_inviter'], 'grant_beyond_own'],
    ['a role that there is not', { roleIds: ['rol_none'] }, {}, [OWNER], 'validation_failed'],
    ['a permission that there is not', { extraPermissions: ['no:such'] }, {}, [OWNER], 'validation_failed'],
    ['the login email', { email: 'other@example.com' }, {}, [OWNER], 'login_email_immutable'],
  ])('M6: %s', (_, wish, some, held, verdict) => {
    expect(verdictOf(() => edit(wish, invited(some), grants(held)))).toBe(verdict)
  })

  test('T2: away from the own sites by nobody who invites only there', () => {
    const bound = roles.map(role => (role.id === 'rol_inviter' ? { ...role, siteBound: true } : role))
    const rights = {
      owner: false,
      everywhere: new Set<string>(),
      atSites: new Set(['users:read', 'users:invite']),
      sites: ['ste_a'],
    }
    const situation = { caller: { ...callerWith(grants([])), rights }, invitation: open, roles: bound, at }
    const target = invited({ siteIds: ['ste_a'] })
    const refusal = refusalFrom(() => changeInvitation({ ...situation, user: target }, { siteIds: [] }))
    expect(refusal.facts).toMatchObject({ errors: [{ path: 'siteIds' }] })
  })
})

describe('M11: the address of an invitation is corrected', () => {
  const correct = (email: string, target = invited(), given = open, held = grants([OWNER]), communicationEmail?: string) =>
    correctEmail({ caller: callerWith(held), user: target, invitation: given, roles }, { email, communicationEmail })

  test('what it was to give goes to the right one, with all that was said of the person', () => {
    const target = invited({
      displayName: 'Tee',
      phone: '+1',
      locale: 'fr',
      siteIds: ['ste_a'],
      extraPermissions: ['audit:read'],
    })
    expect(correct('right@example.com', target)).toEqual({
      email: 'right@example.com',
      communicationEmail: undefined,
      firstName: 'Tara',
      lastName: 'Get',
      displayName: 'Tee',
      phone: '+1',
      locale: 'fr',
      roleIds: [MEMBER],
      extraPermissions: ['audit:read'],
      siteIds: ['ste_a'],
    })
  })

  test('mail goes on to where it was to go, unless another place is named', () => {
    const target = invited({ communicationEmail: 'mail@example.com' })
    expect(correct('right@example.com', target).communicationEmail).toBe('mail@example.com')
    expect(correct('right@example.com', target, open, grants([OWNER]), 'new@example.com').communicationEmail).toBe(
      'new@example.com',
    )
  })

  test('L3: a username is not the name of whoever has the right address', () => {
    const byName = invitation({ username: 'tara' })
    expect(correct('right@example.com', invited({ displayName: 'tara' }), byName).displayName).toBeNull()
    expect(correct('right@example.com', invited({ displayName: 'Tara' }), byName).displayName).toBe('Tara')
  })

  test('not to the same, and not by who may not invite, or holds less than it gives', () => {
    expect(refusalFrom(() => correct('target@example.com')).facts).toMatchObject({ errors: [{ path: 'email' }] })
    expect(verdictOf(() => correct('right@example.com', invited(), open, grants(['rol_updater'])))).toBe('forbidden')
    expect(verdictOf(() => correct('right@example.com', invited(grants([ADMIN])), open, grants(['rol_inviter'])))).toBe(
      'beyond_your_rights',
    )
  })
})
