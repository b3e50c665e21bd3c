import { describe, expect, test } from 'vitest'
import { nothingGone } from '../../shared/domain/ledger.ts'
import { checkRolesByHand, isManaged, isWithheld } from '../../shared/domain/managed.ts'
import { changeUser, reactivateUser, suspendUser } from '../../shared/domain/managing.ts'
import { ADMIN, MEMBER, OWNER } from '../../shared/domain/roles.ts'
import { userStatuses } from '../../shared/domain/users.ts'
import { at, callerWith, grants, roles, user, verdictOf } from './people.ts'

const ledger = { ...nothingGone, groupsFrom: 'Okta' }
const caller = { ...callerWith(grants([OWNER])), ledger }

describe('L7: the roles of somebody whose groups decide them', () => {
  test.each([
    ['Okta', 'Okta', true],
    ['Okta', 'Entra', false],
    ['Okta', null, false],
    [null, 'Okta', false],
    [null, null, false],
  ])('they came in by %s, and the groups of %s are mapped: %s', (managedBy, groupsFrom, managed) => {
    expect(isManaged({ managedBy }, { ledger: { ...ledger, groupsFrom } })).toBe(managed)
  })

  test.each<[string, string[], string[], string]>([
    ['another role', [MEMBER], [ADMIN], 'roles_managed_by_idp'],
    ['one more', [MEMBER], [MEMBER, ADMIN], 'roles_managed_by_idp'],
    ['one less', [MEMBER, ADMIN], [MEMBER], 'roles_managed_by_idp'],
    ['the same', [MEMBER, ADMIN], [ADMIN, MEMBER], 'ok'],
    ['Owner as well', [MEMBER], [MEMBER, OWNER], 'ok'],
    ['Owner no more', [MEMBER, OWNER], [MEMBER], 'ok'],
    ['Owner in place of another', [MEMBER], [OWNER], 'roles_managed_by_idp'],
  ])('are given by hand: %s', (_, before, after, verdict) => {
    expect(verdictOf(() => checkRolesByHand(caller, user({ roleIds: before, managedBy: 'Okta' }), after))).toBe(verdict)
    expect(verdictOf(() => checkRolesByHand(caller, user({ roleIds: before }), after))).toBe('ok')
  })

  test('D10: are the ones in the place of those that are gone', () => {
    const leaving = { ...caller, ledger: { ...ledger, leaving: { rol_gone: 'rol_reader' } } }
    const one = user({ roleIds: ['rol_gone'], managedBy: 'Okta' })
    expect(verdictOf(() => checkRolesByHand(leaving, one, ['rol_reader']))).toBe('ok')
    expect(verdictOf(() => checkRolesByHand(leaving, one, [MEMBER]))).toBe('roles_managed_by_idp')
  })

  test('leave everything else to be changed', () => {
    const managed = user({ managedBy: 'Okta' })
    const change = (wish: object) => verdictOf(() => changeUser({ caller, user: managed, roles, at }, wish))
    expect([change({ siteIds: ['ste_a'] }), change({ firstName: 'New' }), change({ roleIds: [ADMIN] })]).toEqual([
      'ok',
      'ok',
      'roles_managed_by_idp',
    ])
  })
})

describe('L7: who is in no mapped group', () => {
  test.each(userStatuses)('is withheld while %s only if suspended by nobody', status => {
    expect(isWithheld({ status, withheldAt: at })).toBe(status === 'suspended')
    expect(isWithheld({ status, withheldAt: null })).toBe(false)
  })

  test('comes back by a group, not by hand, as long as groups decide', () => {
    const withheld = user({ status: 'suspended', withheldAt: at, managedBy: 'Okta' })
    const back = (some: object) => verdictOf(() => reactivateUser({ caller, user: { ...withheld, ...some }, roles, at }))
    expect([back({}), back({ withheldAt: null }), back({ managedBy: null }), back({ managedBy: 'Entra' })]).toEqual([
      'roles_managed_by_idp',
      'ok',
      'ok',
      'ok',
    ])
  })

  test('is suspended by somebody from then on when somebody does so', () => {
    expect(suspendUser({ caller, user: user({ withheldAt: at }), roles, at })).toMatchObject({
      status: 'suspended',
      withheldAt: null,
    })
    const released = reactivateUser({ caller, user: user({ status: 'suspended', withheldAt: at }), roles, at })
    expect(released).toMatchObject({ status: 'active', withheldAt: null })
  })
})
