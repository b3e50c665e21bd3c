import { describe, expect, test } from 'vitest'
import {
  activeOrganization,
  type Identity,
  isHalfMade,
  leaseFor,
  maySignIn,
  newIdentity,
} from '../../shared/domain/identities.ts'
import { millisecondsUntil, sessionsEndAt } from '../../shared/domain/sessions.ts'
import type { UserStatus } from '../../shared/domain/users.ts'

const identity = (memberships: Record<string, UserStatus>, activeOrgId: string | null = null): Identity => ({
  ...newIdentity('usr_1', 'a@example.com', 'org_a'),
  memberships,
  activeOrgId,
})

test('a new identity is unproven, has no credentials, and is invited to one organization', () => {
  expect(newIdentity('usr_1', 'a@example.com', 'org_a')).toEqual({
    userId: 'usr_1',
    email: 'a@example.com',
    emailVerified: false,
    provenBy: null,
    username: null,
    credentials: false,
    mustChangePassword: false,
    activeOrgId: null,
    memberships: { org_a: 'invited' },
    lease: null,
    displacedBy: null,
    version: 1,
  })
})

describe('signing in', () => {
  test.each<[UserStatus, boolean]>([
    ['active', true],
    ['invited', true],
    ['expired', false],
    ['suspended', false],
    ['inactive', false],
  ])('somebody who is only %s: %s', (status, may) => {
    expect(maySignIn(identity({ org_a: status }))).toBe(may)
  })

  test('somebody suspended in one organization and active in another may', () => {
    expect(maySignIn(identity({ org_a: 'suspended', org_b: 'active' }))).toBe(true)
  })

  test('nobody may as somebody whose login email another one has proven', () => {
    expect(maySignIn({ ...identity({ org_a: 'active' }), displacedBy: 'usr_2' })).toBe(false)
  })

  test('somebody of no organization may not', () => {
    expect(maySignIn(identity({}))).toBe(false)
  })
})

describe('the organization that tokens speak for', () => {
  test('is the chosen one while the person is active there', () => {
    expect(activeOrganization(identity({ org_a: 'active', org_b: 'active' }, 'org_b'))).toBe('org_b')
  })

  test.each(['suspended', 'inactive', 'invited', 'expired'] as const)(
    'is another one when they are %s in the chosen one',
    status => {
      expect(activeOrganization(identity({ org_b: status, org_c: 'active' }, 'org_b'))).toBe('org_c')
    },
  )

  test('is the same one every time where none is chosen', () => {
    expect(activeOrganization(identity({ org_c: 'active', org_a: 'invited', org_b: 'active' }))).toBe('org_b')
  })

  test('is none where they are active nowhere', () => {
    expect(activeOrganization(identity({ org_a: 'suspended' }, 'org_a'))).toBe(null)
  })

  test('is never one that they do not belong to', () => {
    expect(activeOrganization(identity({ org_a: 'active' }, 'org_z'))).toBe('org_a')
  })
})

test('an identity is half made while its credentials are on the way, and only then', () => {
  const lease = leaseFor('req', '2030-05-01T12:00:00.000Z')
  const made = (some: Partial<Identity>) => isHalfMade({ ...identity({}), ...some })
  expect(made({ lease })).toBe(true)
  expect(made({ lease: null })).toBe(false)
  expect(made({ lease, credentials: true })).toBe(false)
})

test('a lease lasts a minute', () => {
  expect(leaseFor('req', '2030-05-01T12:00:00.000Z')).toEqual({ id: 'req', until: '2030-05-01T12:01:00.000Z' })
})

describe('ended sessions', () => {
  const second = Date.parse('2030-05-01T12:00:00.000Z') / 1000

  test('are those of sign-ins in the second of the change and before, none of the next second', () => {
    for (const at of ['2030-05-01T12:00:00.000Z', '2030-05-01T12:00:00.999Z']) {
      const validAfter = sessionsEndAt(at)
      expect(second - 1 < validAfter).toBe(true)
      expect(second < validAfter).toBe(true)
      expect(second + 1 < validAfter).toBe(false)
    }
  })

  test('can be told from new ones after at most a second', () => {
    const wait = (at: string) => millisecondsUntil(sessionsEndAt('2030-05-01T12:00:00.300Z'), at)
    expect(wait('2030-05-01T12:00:00.300Z')).toBe(700)
    expect(wait('2030-05-01T12:00:01.000Z')).toBe(0)
    expect(wait('2030-05-01T13:00:00.000Z')).toBe(0)
    expect(wait('2030-05-01T11:00:00.000Z')).toBe(1000)
  })
})
