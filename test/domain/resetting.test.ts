import { describe, expect, test } from 'vitest'
import { belongsElsewhere, newIdentity } from '../../shared/domain/identities.ts'
import { checkMayMail, checkMaySet, hasChosen, mustChoose } from '../../shared/domain/resetting.ts'
import { OWNER } from '../../shared/domain/roles.ts'
import { userStatuses } from '../../shared/domain/users.ts'
import { at, callerWith, grants, roles, user, verdictOf } from './people.ts'

const caller = callerWith(grants([OWNER]))
const identity = (elsewhere?: (typeof userStatuses)[number]) => ({
  ...newIdentity('usr_1', 'target@example.com', caller.orgId),
  memberships: { [caller.orgId]: 'active' as const, ...(elsewhere && { org_other: elsewhere }) },
})

describe('T7, D11: a password can be reset', () => {
  test.each([
    ['invited', 'wrong_status', 'wrong_status'],
    ['expired', 'wrong_status', 'wrong_status'],
    ['active', 'ok', 'ok'],
    ['suspended', 'ok', 'wrong_status'],
    ['inactive', 'wrong_status', 'wrong_status'],
  ] as const)('of somebody %s: set %s, mailed %s', (status, set, mailed) => {
    const situation = { caller, user: user({ status }), roles }
    expect(verdictOf(() => checkMaySet(situation, identity()))).toBe(set)
    expect(verdictOf(() => checkMayMail(situation))).toBe(mailed)
  })

  test('of nobody who lost the login email', () => {
    const situation = { caller, user: user({ status: 'active', displacedAt: at }), roles }
    expect(verdictOf(() => checkMaySet(situation, identity()))).toBe('wrong_status')
    expect(verdictOf(() => checkMayMail(situation))).toBe('wrong_status')
  })

  test('of oneself by mail alone', () => {
    const situation = { caller, user: user({ id: caller.userId, status: 'active' }), roles }
    expect(verdictOf(() => checkMaySet(situation, identity()))).toBe('beyond_your_rights')
    expect(verdictOf(() => checkMayMail(situation))).toBe('ok')
  })
})

test.each(userStatuses)('who is %s in another organization', status => {
  const belongs = status === 'active' || status === 'suspended'
  expect(belongsElsewhere(identity(status), caller.orgId)).toBe(belongs)
  const situation = { caller, user: user({ status: 'active' }), roles }
  expect(verdictOf(() => checkMaySet(situation, identity(status)))).toBe(belongs ? 'beyond_your_rights' : 'ok')
  expect(verdictOf(() => checkMayMail(situation))).toBe('ok')
})

test('whose password somebody else knows must choose another one, and then need not any more', () => {
  const before = user({ status: 'active', version: 3 })
  const set = mustChoose(before, at)
  expect(set).toEqual({ ...before, mustChangePassword: true, updatedAt: at, version: 4 })
  expect(hasChosen(set, at)).toEqual({ ...before, mustChangePassword: false, updatedAt: at, version: 5 })
})
