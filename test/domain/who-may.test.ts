import { describe, expect, test } from 'vitest'
import { changeInvitation } from '../../shared/domain/invitation-edits.ts'
import { resendInvitation } from '../../shared/domain/inviting.ts'
import { type Action, actionsOn, checkAction, sees } from '../../shared/domain/lifecycle.ts'
import type { Grants } from '../../shared/domain/rights.ts'
import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import type { UserStatus } from '../../shared/domain/users.ts'
import { at, callerWith, grants, invitation, roles, user, verdictOf } from './people.ts'

const A = 'ste_a'
const B = 'ste_b'

/** Whom something is done to: the columns of the tables below. */
const targets: Grants[] = [
  grants([OWNER]),
  grants([ADMIN]),
  grants([SITE_ADMIN], [A]),
  grants([SITE_ADMIN], [B]),
  grants([SITE_ADMIN], [A, B]),
  grants([MEMBER]),
  grants([MEMBER], [A]),
  grants([MEMBER], [B]),
  grants([MEMBER], [A, B]),
  grants([MEMBER], 'all'),
  grants([MEMBER], [A], ['billing:manage']),
  grants(['rol_reader'], [A]),
]

const actors: Record<string, Grants> = {
  'an owner': grants([OWNER]),
  'an admin': grants([ADMIN]),
  'an admin with billing': grants([ADMIN], [], ['billing:manage']),
  'a site admin of A': grants([SITE_ADMIN], [A]),
  'a site admin of A and B': grants([SITE_ADMIN], [A, B]),
  'a site admin of all': grants([SITE_ADMIN], 'all'),
  'a site admin of nothing': grants([SITE_ADMIN]),
  'a site admin of A who reads': grants([SITE_ADMIN, 'rol_reader'], [A]),
  'a site reader of A': grants(['rol_site_reader'], [A]),
  'a reader': grants(['rol_reader']),
  'an updater': grants(['rol_updater']),
  'an inviter': grants(['rol_inviter']),
  'a remover': grants(['rol_remover']),
  'a site remover of A': grants(['rol_site_remover'], [A]),
  'a member': grants([MEMBER], [A]),
}

/**
 * Written by hand from `api.md` and `quality.md`, not from the code. `+` may; `b` beyond your rights; `f` forbidden; `n` 404, as if
 * the person did not exist; `g` gives more than one's own (sites).
 *                             owner, admin, site admins of A, B, A+B, members of -, A, B, A+B, all, A with billing, a reader at A
 */
// biome-ignore format: a table is read by its columns
const updating: Record<keyof typeof actors, string> = {
  'an owner':                 '+ + + + + + + + + + + +',
  'an admin':                 'b + + + + + + + + + b +',
  'an admin with billing':    'b + + + + + + + + + + +',
  'a site admin of A':        'b b + n b n + n + + b b',
  'a site admin of A and B':  'b b + + + n + + + + b b',
  'a site admin of all':      'b b + + + n + + + + b b',
  'a site admin of nothing':  'n n n n n n n n n n n n',
  'a site admin of A who reads': 'b b + f b f + f + + b +',
  'a site reader of A':       'f f f n f n f n f f f f',
  'a reader':                 'f f f f f f f f f f f f',
  'an updater':               'b b b b b + + + + + b +',
  'an inviter':               'f f f f f f f f f f f f',
  'a remover':                'f f f f f f f f f f f f',
  'a site remover of A':      'f f f n f n f n f f f f',
  'a member':                 'n n n n n n n n n n n n',
}

// biome-ignore format: a table is read by its columns
const cancelling: Record<keyof typeof actors, string> = {
  ...updating,
  'an updater':               'f f f f f f f f f f f f',
  'an inviter':               'b b b b b + + + + + b +',
}

/** For removing and erasing alike. */
// biome-ignore format: a table is read by its columns
const deleting: Record<keyof typeof actors, string> = {
  'an owner':                 '+ + + + + + + + + + + +',
  'an admin':                 'b + + + + + + + + + b +',
  'an admin with billing':    'b + + + + + + + + + + +',
  'a site admin of A':        'f f f n f n f n f f f f',
  'a site admin of A and B':  'f f f f f n f f f f f f',
  'a site admin of all':      'f f f f f n f f f f f f',
  'a site admin of nothing':  'n n n n n n n n n n n n',
  'a site admin of A who reads': 'f f f f f f f f f f f f',
  'a site reader of A':       'f f f n f n f n f f f f',
  'a reader':                 'f f f f f f f f f f f f',
  'an updater':               'f f f f f f f f f f f f',
  'an inviter':               'f f f f f f f f f f f f',
  'a remover':                'b b b b b + + + + + b +',
  'a site remover of A':      'b b b n b n + n + + b b',
  'a member':                 'n n n n n n n n n n n n',
}

/** T7: by whoever holds the permission for it. */
// biome-ignore format: a table is read by its columns
const resetting: Record<keyof typeof actors, string> = {
  ...deleting,
  'a remover':                'f f f f f f f f f f f f',
  'a site remover of A':      'f f f n f n f n f f f f',
}

// biome-ignore format: a table is read by its columns
const endingSessions: Record<keyof typeof actors, string> = {
  ...deleting,
  'a remover':                'f f f f f f f f f f f f',
  'a site remover of A':      'f f f n f n f n f f f f',
}

/** A resend gives everything anew, so the sender needs every site of the person too. */
// biome-ignore format: a table is read by its columns
const resending: Record<keyof typeof actors, string> = {
  ...cancelling,
  'a site admin of A':        'b b + n b n + n g g b b',
  'a site admin of A and B':  'b b + + + n + + + g b b',
  'a site admin of A who reads': 'b b + f b f + f g g b +',
  'an inviter':               'b b b b b + g g g g b g',
}

const letters: Record<string, string> = {
  ok: '+',
  beyond_your_rights: 'b',
  forbidden: 'f',
  not_found: 'n',
  grant_beyond_own: 'g',
}

const rowOf = (actor: Grants, verdict: (caller: ReturnType<typeof callerWith>, target: Grants) => string) =>
  targets.map(target => letters[verdict(callerWith(actor), target)]).join(' ')

const cases = (table: Record<string, string>) => Object.entries(actors).map(([name, held]) => ({ name, held, row: table[name] }))

/** Every action in every status in which it is possible at all. */
const possible: [Action, UserStatus[]][] = [
  ['update', ['invited', 'expired', 'active', 'suspended', 'inactive']],
  ['change_roles', ['invited', 'expired', 'active', 'suspended', 'inactive']],
  ['suspend', ['active']],
  ['reactivate', ['suspended', 'inactive']],
  ['remove', ['active', 'suspended']],
  ['erase', ['suspended', 'inactive']],
  ['reset_password', ['active', 'suspended']],
  ['end_sessions', ['active']],
  ['transfer', ['active', 'suspended', 'inactive']],
  ['cancel', ['invited', 'expired']],
]

const tables: Partial<Record<Action, Record<string, string>>> = {
  cancel: cancelling,
  remove: deleting,
  erase: deleting,
  reset_password: resetting,
  end_sessions: endingSessions,
}

describe.each(possible)('%s', (action, statuses) => {
  const table = tables[action] ?? updating

  test.each(cases(table))('by $name is judged as the table says', ({ held, row }) => {
    for (const status of statuses) {
      const actual = rowOf(held, (caller, target) =>
        verdictOf(() => checkAction(action, caller, user({ status, ...target }), roles)),
      )
      expect(actual, status).toBe(row)
    }
  })

  test.each(cases(table))('by $name stands in the actions exactly where it may be done', ({ held, row }) => {
    for (const status of statuses) {
      const offered = targets.map(target => actionsOn(callerWith(held), user({ status, ...target }), roles, 2).includes(action))
      expect(offered, status).toEqual(row?.split(' ').map(letter => letter === '+'))
    }
  })
})

describe('resend', () => {
  test.each(cases(resending))('by $name is judged as the table says', ({ held, row }) => {
    for (const status of ['invited', 'expired'] as const) {
      const send = (caller: ReturnType<typeof callerWith>, target: Grants) =>
        resendInvitation({
          caller,
          user: user({ status, ...target }),
          login: 'target@example.com',
          invitation: invitation(),
          roles,
          ttlDays: 30,
          at,
        })
      expect(
        rowOf(held, (caller, target) => verdictOf(() => send(caller, target))),
        status,
      ).toBe(row)
    }
  })

  test.each(cases(resending))('by $name stands in the actions exactly where it may be done', ({ held, row }) => {
    for (const status of ['invited', 'expired'] as const) {
      const offered = targets.map(target => actionsOn(callerWith(held), user({ status, ...target }), roles, 2).includes('resend'))
      expect(offered, status).toEqual(row?.split(' ').map(letter => letter === '+'))
    }
  })
})

describe('changing an invitation', () => {
  const change = (caller: ReturnType<typeof callerWith>, target: Grants, status: UserStatus, wish: object) =>
    changeInvitation({ caller, user: user({ status, ...target }), invitation: invitation(), roles, at }, wish)

  test.each(cases(cancelling))('of what gives nothing, by $name, is judged as cancelling is', ({ held, row }) => {
    for (const status of ['invited', 'expired'] as const) {
      const edit = (caller: ReturnType<typeof callerWith>, target: Grants) => change(caller, target, status, { firstName: 'X' })
      expect(
        rowOf(held, (caller, target) => verdictOf(() => edit(caller, target))),
        status,
      ).toBe(row)
    }
  })

  test.each(cases(resending))('of its roles, by $name, is judged as sending all of it again is', ({ held, row }) => {
    const edit = (caller: ReturnType<typeof callerWith>, target: Grants) =>
      change(caller, target, 'invited', { roleIds: [...target.roleIds, 'rol_powerless'] })
    expect(rowOf(held, (caller, target) => verdictOf(() => edit(caller, target)))).toBe(row)
  })
})

/** Whoever may not read sees nobody; whoever reads only at sites, only who shares one. */
// biome-ignore format: a table is read by its columns
const seeing: Record<keyof typeof actors, string> = {
  'an owner':                 '+ + + + + + + + + + + +',
  'an admin':                 '+ + + + + + + + + + + +',
  'an admin with billing':    '+ + + + + + + + + + + +',
  'a site admin of A':        '+ + + n + n + n + + + +',
  'a site admin of A and B':  '+ + + + + n + + + + + +',
  'a site admin of all':      '+ + + + + n + + + + + +',
  'a site admin of nothing':  'n n n n n n n n n n n n',
  'a site admin of A who reads': '+ + + + + + + + + + + +',
  'a site reader of A':       '+ + + n + n + n + + + +',
  'a reader':                 '+ + + + + + + + + + + +',
  'an updater':               '+ + + + + + + + + + + +',
  'an inviter':               '+ + + + + + + + + + + +',
  'a remover':                '+ + + + + + + + + + + +',
  'a site remover of A':      '+ + + n + n + n + + + +',
  'a member':                 'n n n n n n n n n n n n',
}

test.each(cases(seeing))('$name sees whom the table says', ({ held, row }) => {
  expect(targets.map(target => (sees(callerWith(held), user(target), roles) ? '+' : 'n')).join(' ')).toBe(row)
})

test('whoever may do a thing to somebody sees them for it, without the permission to read', () => {
  const caller = {
    ...callerWith(grants([])),
    rights: { ...callerWith(grants([])).rights, everywhere: new Set(['users:update']) },
  }
  expect(sees(caller, user(), roles)).toBe(false)
  expect(sees(caller, user(), roles, 'users:update')).toBe(true)
})

test('suspending and removing the last active owner is not offered, and is again as soon as there are two', () => {
  const owner = user(grants([OWNER]))
  expect(actionsOn(callerWith(grants([OWNER])), owner, roles, 1)).toEqual([
    'update',
    'change_roles',
    'reset_password',
    'end_sessions',
    'transfer',
  ])
  expect(actionsOn(callerWith(grants([OWNER])), owner, roles, 2)).toEqual([
    'update',
    'change_roles',
    'suspend',
    'remove',
    'reset_password',
    'end_sessions',
    'transfer',
  ])
  expect(actionsOn(callerWith(grants([OWNER])), { ...owner, status: 'suspended' }, roles, 1)).toContain('remove')
  expect(actionsOn(callerWith(grants([OWNER])), user(), roles, 1)).toContain('suspend')
})

test('an owner manages even somebody with a permission that the product no longer declares', () => {
  const stranded = user({ extraPermissions: ['old:permission'] })
  expect(verdictOf(() => checkAction('change_roles', callerWith(grants([OWNER])), stranded, roles))).toBe('ok')
  expect(verdictOf(() => checkAction('change_roles', callerWith(grants([ADMIN])), stranded, roles))).toBe('beyond_your_rights')
})
