import { expect, test } from 'vitest'
import { newIdentity } from '../../shared/domain/identities.ts'
import { resendInvitation } from '../../shared/domain/inviting.ts'
import { nothingGone } from '../../shared/domain/ledger.ts'
import {
  type Action,
  actions,
  actionsOn,
  callerOf,
  checkAction,
  invitationEnded,
  isLastOwner,
  transitionsFrom,
} from '../../shared/domain/lifecycle.ts'
import { changeUser, reactivateUser, suspendUser } from '../../shared/domain/managing.ts'
import { removeUser } from '../../shared/domain/removing.ts'
import { checkMaySet, mustChoose } from '../../shared/domain/resetting.ts'
import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { type User, type UserStatus, userStatuses } from '../../shared/domain/users.ts'
import { at, callerWith, grants, invitation, record, refusalFrom, roles, user, verdictOf } from './people.ts'

const owner = callerWith(grants([OWNER]))

const situation = (target: User) => ({ caller: owner, target: record(target), roles, activeOwners: 2, at })

/** What each action makes of a user. `cancel` and `erase` leave none to look at, and the last two change nothing of it. */
const verbs: Record<Exclude<Action, 'cancel' | 'erase' | 'transfer' | 'end_sessions'>, (target: User) => User> = {
  update: target => changeUser({ caller: owner, user: target, roles, at }, { firstName: 'New' }),
  change_roles: target => changeUser({ caller: owner, user: target, roles, at }, { roleIds: [SITE_ADMIN] }),
  suspend: target => suspendUser({ caller: owner, user: target, roles, at }),
  reactivate: target => reactivateUser({ caller: owner, user: target, roles, at }),
  remove: target => removeUser(situation(target), null).after,
  reset_password: target => {
    checkMaySet({ caller: owner, user: target, roles }, newIdentity(target.id, 'target@example.com', owner.orgId))
    return mustChoose(target, at)
  },
  resend: target =>
    resendInvitation({
      caller: owner,
      user: target,
      login: 'target@example.com',
      invitation: invitation(),
      roles,
      ttlDays: 30,
      at,
    }).user,
}

/** A2, by hand: from each status, what is possible and where it leads; nothing else is. */
const transitions: Record<UserStatus, Partial<Record<Action, UserStatus>>> = {
  invited: { update: 'invited', change_roles: 'invited', resend: 'invited', cancel: 'invited' },
  expired: { update: 'expired', change_roles: 'expired', resend: 'invited', cancel: 'expired' },
  active: {
    update: 'active',
    change_roles: 'active',
    suspend: 'suspended',
    remove: 'inactive',
    reset_password: 'active',
    end_sessions: 'active',
    transfer: 'active',
  },
  suspended: {
    update: 'suspended',
    change_roles: 'suspended',
    reactivate: 'active',
    remove: 'inactive',
    erase: 'suspended',
    reset_password: 'suspended',
    transfer: 'suspended',
  },
  inactive: { update: 'inactive', change_roles: 'inactive', reactivate: 'active', erase: 'inactive', transfer: 'inactive' },
}

test.each(userStatuses)('from %s lead these transitions and no others', status => {
  const target = user({ status })
  const names = Object.keys(actions) as Action[] // the keys of a const object are its type's
  const found = names.filter(action => verdictOf(() => checkAction(action, owner, target, roles)) === 'ok')
  expect(found).toEqual(names.filter(action => transitions[status][action]))
  for (const action of names) {
    if (action === 'cancel' || action === 'erase' || action === 'transfer' || action === 'end_sessions') continue
    const to = transitions[status][action]
    if (to) expect(verbs[action](target).status).toBe(to)
    else expect(verdictOf(() => verbs[action](target))).toBe('wrong_status')
  }
})

test('every action of the API but those of later rows is there, and none has a permission of its own making', () => {
  expect(Object.fromEntries(Object.entries(actions).map(([name, { permission }]) => [name, permission]))).toEqual({
    update: 'users:update',
    change_roles: 'users:update',
    suspend: 'users:update',
    reactivate: 'users:update',
    remove: 'users:delete',
    erase: 'users:delete',
    reset_password: 'users:reset-password',
    end_sessions: 'users:sessions',
    transfer: 'users:update',
    resend: 'users:invite',
    cancel: 'users:invite',
  })
})

test('a wrong status says which one it is and what is possible instead', () => {
  const refusal = refusalFrom(() => checkAction('suspend', owner, user({ status: 'invited' }), roles))
  expect(refusal.code).toBe('wrong_status')
  expect(refusal.message).toContain('invited')
  expect(refusal.facts.possible).toEqual(expect.arrayContaining(['resend', 'cancel']))
  expect(refusal.facts.possible).not.toEqual(expect.arrayContaining(['suspend']))
})

test('who lacks the permission learns nothing of the status', () => {
  const reader = callerWith(grants(['rol_reader']))
  const refusal = refusalFrom(() => checkAction('suspend', reader, user({ status: 'invited' }), roles))
  expect(refusal.code).toBe('forbidden')
  expect(refusal.facts.permission).toBe('users:update')
})

test('who manages somebody beyond the own rights learns that before the status', () => {
  const admin = callerWith(grants([ADMIN]))
  expect(verdictOf(() => checkAction('suspend', admin, user({ status: 'invited', ...grants([OWNER]) }), roles))).toBe(
    'beyond_your_rights',
  )
})

test('suspending keeps everything but the status', () => {
  const before = user({ siteIds: ['ste_a'], extraPermissions: ['reports:read'] })
  expect(suspendUser({ caller: owner, user: before, roles, at })).toEqual({
    ...before,
    status: 'suspended',
    updatedAt: at,
    version: before.version + 1,
  })
})

test.each(['suspended', 'inactive'] as const)('an owner who was %s comes back without that role', status => {
  const back = (roleIds: string[]) => reactivateUser({ caller: owner, user: user({ status, roleIds }), roles, at }).roleIds
  expect(back([OWNER, ADMIN])).toEqual([ADMIN])
  expect(back([OWNER])).toEqual([MEMBER])
  expect(back([SITE_ADMIN, MEMBER])).toEqual([SITE_ADMIN, MEMBER])
})

test('a role that was deleted meanwhile does not come back', () => {
  const gone = user({ status: 'inactive', roleIds: ['rol_gone'] })
  expect(reactivateUser({ caller: owner, user: gone, roles, at }).roleIds).toEqual([MEMBER])
})

test('of an ended invitation nothing is possible any more', () => {
  expect(invitationEnded(owner, null, 'cancelled', roles).facts).toEqual({ possible: [] })
})

test('of an ended invitation only who may see its person learns more than 404', () => {
  const ended = (held: Parameters<typeof callerWith>[0], target: User | null) =>
    invitationEnded(callerWith(held), target, 'cancelled', roles).code
  expect(ended(grants([ADMIN]), null)).toBe('wrong_status')
  expect(ended(grants([ADMIN]), user())).toBe('wrong_status')
  expect(ended(grants([SITE_ADMIN], ['ste_a']), null)).toBe('not_found')
  expect(ended(grants([SITE_ADMIN], ['ste_a']), user({ siteIds: ['ste_b'] }))).toBe('not_found')
  expect(ended(grants([SITE_ADMIN], ['ste_a']), user({ siteIds: ['ste_a'] }))).toBe('wrong_status')
})

const displacedAt = '2030-04-01T00:00:00.000Z'

test('D8: whoever asks has the rights of an active member, else none', () => {
  const admin = user({ ...grants([ADMIN]), displayName: 'Ada' })
  const caller = callerOf('org_1', admin, roles, nothingGone)
  expect(caller).toMatchObject({ userId: 'usr_target', orgId: 'org_1', name: 'Ada', ledger: nothingGone })
  expect(caller.rights.everywhere.has('users:update')).toBe(true)
  for (const some of [{ displacedAt }, ...userStatuses.filter(status => status !== 'active').map(status => ({ status }))]) {
    const { rights } = callerOf('org_1', { ...admin, ...some }, roles, nothingGone)
    expect([rights.owner, rights.everywhere.size, rights.atSites.size, rights.sites]).toEqual([false, 0, 0, []])
  }
})

test('T2: whoever asks reaches those whose row still names a site in whose place the own one is', () => {
  const caller = callerOf('org_1', user(grants([SITE_ADMIN], ['ste_b'])), roles, { ...nothingGone, leaving: { ste_a: 'ste_b' } })
  expect(caller.rights.sites).toEqual(['ste_b', 'ste_a'])
})

test.each<[string, Partial<User>, number, boolean]>([
  ['the only owner', {}, 1, true],
  ['one of two', {}, 2, false],
  ['an owner who is suspended', { status: 'suspended' }, 1, false],
  ['an owner who lost the login email', { displacedAt }, 1, false],
  ['somebody who is none', { roleIds: [MEMBER] }, 1, false],
])('L8: nobody else owns the organization, of %s', (_, some, activeOwners, last) => {
  expect(isLastOwner(user({ roleIds: [OWNER], ...some }), activeOwners)).toBe(last)
})

test('who lost the login email to its owner cannot come back, but can be removed and erased', () => {
  expect(transitionsFrom({ status: 'suspended', displacedAt })).toEqual(['remove', 'erase'])
  expect(transitionsFrom({ status: 'suspended', displacedAt: null })).toEqual(['reactivate', 'remove', 'erase'])
  expect(verdictOf(() => checkAction('reactivate', owner, user({ status: 'suspended', displacedAt }), roles))).toBe(
    'wrong_status',
  )
})

const own: Action[] = ['update', 'change_roles']
const keys: Action[] = ['reset_password', 'end_sessions']

test.each<[string, Parameters<typeof grants>, Partial<User>, number, Action[]]>([
  ['an owner, on a member', [[OWNER]], {}, 1, [...own, 'suspend', 'remove', ...keys, 'transfer']],
  ['an owner, on the last one', [[OWNER]], { roleIds: [OWNER] }, 1, [...own, ...keys, 'transfer']],
  ['an owner, on one of two', [[OWNER]], { roleIds: [OWNER] }, 2, [...own, 'suspend', 'remove', ...keys, 'transfer']],
  ['an administrator, on an owner', [[ADMIN]], { roleIds: [OWNER] }, 2, []],
  ['who may only update', [['rol_updater']], {}, 1, [...own, 'suspend', 'transfer']],
  ['who may only invite, on a member', [['rol_inviter']], {}, 1, []],
  ['who may only invite, on somebody invited', [['rol_inviter']], { status: 'invited' }, 1, ['resend', 'cancel']],
  ['who may only invite, to a site not the own', [['rol_inviter']], { status: 'invited', siteIds: ['ste_a'] }, 1, ['cancel']],
  [
    'a site administrator, of the own site',
    [[SITE_ADMIN], ['ste_a']],
    { siteIds: ['ste_a'] },
    1,
    [...own, 'suspend', 'transfer'],
  ],
  ['a site administrator, of another site', [[SITE_ADMIN], ['ste_a']], { siteIds: ['ste_b'] }, 1, []],
  [
    'an owner, on who lost the login email',
    [[OWNER]],
    { status: 'suspended', displacedAt },
    1,
    [...own, 'remove', 'erase', 'transfer'],
  ],
])('A1: what is told to be possible, to %s', (_, held, some, activeOwners, possible) => {
  expect(actionsOn(callerWith(grants(...held)), user(some), roles, activeOwners)).toEqual(possible)
})
