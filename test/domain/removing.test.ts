import { describe, expect, test } from 'vitest'
import { afterwards, eraseUser, leaveOrganization, moveResources, previewOf, removeUser } from '../../shared/domain/removing.ts'
import { assignResource, handOver, type Resource } from '../../shared/domain/resources.ts'
import { ADMIN, MEMBER, OWNER } from '../../shared/domain/roles.ts'
import { isUnderWay } from '../../shared/domain/transfers.ts'
import type { User, UserRecord } from '../../shared/domain/users.ts'
import { at, callerWith, grants, later, record, refusalFrom, roles, user, verdictOf } from './people.ts'

const owner = callerWith(grants([OWNER]))
const heir = record(user({ id: 'usr_heir', firstName: 'Hera', lastName: 'Heir' }))
const named = (one: UserRecord | undefined = heir, id = 'usr_heir') => ({ path: 'query.transferTo', id, record: one })
const situation = (some: Partial<UserRecord> = {}, target: Partial<User> = {}, activeOwners = 2) => ({
  caller: owner,
  target: record(user(target), some),
  roles,
  activeOwners,
  at,
})

describe('removing', () => {
  test('A6: makes inactive, and keeps roles, permissions and sites in the record', () => {
    const { after, transfer } = removeUser(situation({}, { roleIds: [ADMIN], siteIds: ['ste_a'] }), null)
    const { target } = situation({}, { roleIds: [ADMIN], siteIds: ['ste_a'] })
    expect(after).toEqual({ ...target.user, status: 'inactive', updatedAt: at, version: target.user.version + 1 })
    expect(transfer).toBeNull()
  })

  test('A6, T8: begins a transfer of all that is owned, with both names of this moment', () => {
    expect(removeUser(situation({ owns: 7 }), named()).transfer).toEqual({
      from: 'usr_target',
      to: 'usr_heir',
      fromName: 'Tara Get',
      toName: 'Hera Heir',
      total: 7,
      moved: 0,
      startedAt: at,
      finishedAt: null,
    })
  })

  test('begins none where nothing is owned, but minds who is named all the same', () => {
    expect(removeUser(situation(), named()).transfer).toBeNull()
    expect(verdictOf(() => removeUser(situation(), named(undefined)))).toBe('ok')
    expect(verdictOf(() => removeUser(situation(), { ...named(), record: undefined }))).toBe('heir_not_active')
  })

  test.each(['invited', 'expired', 'suspended', 'inactive'] as const)('A6: takes no heir who is %s', status => {
    expect(verdictOf(() => removeUser(situation({ owns: 1 }), named(record(user({ id: 'usr_heir', status })))))).toBe(
      'heir_not_active',
    )
  })

  test('takes no heir who hands over the own things, and one who receives others’', () => {
    expect(verdictOf(() => removeUser(situation({ owns: 1 }), named({ ...heir, handingOver: 'usr_x' })))).toBe('wrong_status')
    expect(verdictOf(() => removeUser(situation({ owns: 1 }), named({ ...heir, receiving: 3 })))).toBe('ok')
  })

  test('T2: takes no heir whom the caller does not see; who leaves may name anybody active', () => {
    const hidden = record(user({ id: 'usr_heir', siteIds: ['ste_b'] }))
    const bound = {
      ...situation({ owns: 1 }, { siteIds: ['ste_a'] }),
      caller: callerWith(grants(['rol_site_remover'], ['ste_a'])),
    }
    expect(verdictOf(() => removeUser(bound, named(hidden)))).toBe('heir_not_active')
    expect(verdictOf(() => removeUser(bound, named({ ...hidden, user: { ...hidden.user, siteIds: ['ste_a'] } })))).toBe('ok')
    const member = { ...situation({ owns: 1 }), caller: callerWith(grants([MEMBER])) }
    expect(verdictOf(() => removeUser(member, named()))).toBe('not_found')
    expect(leaveOrganization(member, named()).transfer?.to).toBe('usr_heir')
  })

  test('names the person itself as a fault of the request', () => {
    const refusal = refusalFrom(() => removeUser(situation({ owns: 1 }), named(heir, 'usr_target')))
    expect([refusal.code, refusal.facts.errors?.[0]?.path]).toEqual(['validation_failed', 'query.transferTo'])
  })

  test('A6: without an heir says how many resources need one', () => {
    expect(refusalFrom(() => removeUser(situation({ owns: 3 }), null)).facts).toEqual({ resources: 3 })
  })

  test('L8: is not for the last active owner, but for one who is suspended', () => {
    expect(verdictOf(() => removeUser(situation({}, { roleIds: [OWNER] }, 1), null))).toBe('last_owner')
    expect(verdictOf(() => leaveOrganization(situation({}, { roleIds: [OWNER] }, 1), null))).toBe('last_owner')
    expect(verdictOf(() => removeUser(situation({}, { roleIds: [OWNER], status: 'suspended' }, 1), null))).toBe('ok')
  })
})

describe('while resources are on their way', () => {
  test.each([{ handingOver: 'usr_x' }, { receiving: 1 }])('%o: nobody is removed, erased or emptied', busy => {
    expect(isUnderWay(record(user(), busy))).toBe(true)
    const refusal = refusalFrom(() => removeUser(situation(busy), named()))
    expect([refusal.code, refusal.facts.possible]).toEqual(['wrong_status', ['suspend']])
    expect(verdictOf(() => leaveOrganization(situation(busy), null))).toBe('wrong_status')
    expect(verdictOf(() => eraseUser(situation(busy, { status: 'inactive' }), 'usr_target'))).toBe('wrong_status')
    expect(verdictOf(() => moveResources(situation(busy), named()))).toBe('wrong_status')
  })
})

test('A6: moving begins a transfer of what there is, and none of nothing', () => {
  const moved = moveResources(situation({ owns: 2 }), named())
  expect(moved).toMatchObject({ to: 'usr_heir', toName: 'Hera Heir' })
  expect(moveResources(situation({ owns: 0 }), named())).toBeNull()
})

describe('erasing', () => {
  test('D9: asks for the id once more', () => {
    const gone = situation({}, { status: 'inactive' })
    expect(eraseUser(gone, 'usr_target')).toBeNull()
    for (const confirm of [undefined, '', 'usr_other', 'USR_TARGET'])
      expect(refusalFrom(() => eraseUser(gone, confirm)).facts.errors?.[0]?.path).toBe('query.confirm')
  })

  test('D9: leaves nothing behind that somebody owns', () => {
    expect(refusalFrom(() => eraseUser(situation({ owns: 2 }, { status: 'suspended' }), 'usr_target')).code).toBe(
      'transfer_required',
    )
  })
})

describe('a preview', () => {
  test('tells what stands against it, and what a request has wrong is thrown', () => {
    const given = situation({ owns: 2 }, { roleIds: [ADMIN] })
    const possible = previewOf(given, () => removeUser(given, named()), { roleIds: null })
    expect(possible).toMatchObject({ refusal: null, moves: { resources: 2, to: { id: 'usr_heir', displayName: 'Hera Heir' } } })
    expect(possible).toMatchObject({ loses: { roles: [{ id: ADMIN }], siteIds: 'all', lastOwner: false }, frees: { seats: 1 } })
    expect(previewOf(given, () => removeUser(given, null), { roleIds: [OWNER] })).toMatchObject({
      refusal: { code: 'transfer_required' },
      moves: { resources: 2, to: null },
      frees: { seats: 0 },
    })
    expect(verdictOf(() => previewOf(given, () => eraseUser(given, 'x'), { roleIds: null }))).toBe('validation_failed')
    const member = { ...given, caller: callerWith(grants([MEMBER])) }
    expect(verdictOf(() => previewOf(member, () => removeUser(member, named()), { roleIds: null }))).toBe('not_found')
  })

  test('does not hide what is broken', () => {
    const broken = () => {
      throw new TypeError('broken')
    }
    expect(() => previewOf(situation(), broken, { roleIds: null })).toThrow(TypeError)
  })
})

test('whoever goes has no rights here any more, and nobody else loses any', () => {
  expect(afterwards(owner, user({ id: owner.userId })).rights.owner).toBe(false)
  expect(afterwards(owner, user()).rights.owner).toBe(true)
})

describe('a resource', () => {
  const made = (some: Partial<Resource> = {}): Resource => ({
    type: 'report',
    id: '1',
    name: 'Report',
    ownerId: 'usr_target',
    ownerName: 'Tara Then',
    formerOwner: null,
    createdAt: at,
    updatedAt: at,
    version: 4,
    ...some,
  })
  const assign = (before: Resource | undefined, to: UserRecord | undefined, name = 'Report') =>
    assignResource({
      caller: owner,
      roles,
      place: { type: 'report', id: '1' },
      before,
      holder: user(),
      owner: to,
      name,
      at: later,
    })

  test('stays the same one when nothing changes, and keeps its owner’s name of then when only its own does', () => {
    const before = made()
    expect(assign(before, record(user()))).toBe(before)
    expect(assign(before, record(user({ status: 'suspended' })), 'New')).toEqual(
      made({ name: 'New', updatedAt: later, version: 5 }),
    )
  })

  test('T8: goes to another owner with the names of this moment', () => {
    expect(assign(made(), heir)).toEqual(
      made({
        ownerId: 'usr_heir',
        ownerName: 'Hera Heir',
        formerOwner: { id: 'usr_target', name: 'Tara Get' },
        updatedAt: later,
        version: 5,
      }),
    )
  })

  test('goes to nobody who is not there, not active, or on the way out', () => {
    expect(verdictOf(() => assign(undefined, undefined))).toBe('heir_not_active')
    expect(verdictOf(() => assign(made(), record(user({ id: 'usr_heir', status: 'inactive' }))))).toBe('heir_not_active')
    expect(verdictOf(() => assign(made(), { ...heir, handingOver: 'usr_x' }))).toBe('wrong_status')
  })

  test('T8: that a transfer moves carries the names of when it began', () => {
    const { transfer } = removeUser(situation({ owns: 1 }), named())
    expect(transfer && handOver(made(), transfer, later)).toEqual(
      made({
        ownerId: 'usr_heir',
        ownerName: 'Hera Heir',
        formerOwner: { id: 'usr_target', name: 'Tara Get' },
        updatedAt: later,
        version: 5,
      }),
    )
  })
})
