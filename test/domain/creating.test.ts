import { describe, expect, test } from 'vitest'
import { type AccountWish, type Creating, createUser, draftAccount } from '../../shared/domain/creating.ts'
import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { userStatuses } from '../../shared/domain/users.ts'
import { at, callerWith, grants, refusalFrom, roles, user, verdictOf } from './people.ts'

const rules: Creating['rules'] = { defaultRoleIds: [MEMBER], allowedEmailDomains: [], locale: 'en', initialPassword: 'generated' }

type Some = Partial<Omit<Creating, 'wish'>> & { wish?: Partial<AccountWish> }
const creating = ({ wish, ...some }: Some = {}): Creating => ({
  caller: callerWith(grants([OWNER])),
  wish: { email: 'new@example.com', mustChangePassword: true, ...wish },
  rules,
  roles,
  holder: null,
  userId: 'usr_new',
  names: ['Roster', 'Globex Robotics'],
  at,
  ...some,
})
const verdict = (some: Some) => verdictOf(() => createUser(creating(some)))

test('T2, D3: a created user is active from this moment, with the default role and no sites', () => {
  expect(createUser(creating({ wish: { firstName: 'Nora' } }))).toEqual({
    id: 'usr_new',
    email: 'new@example.com',
    communicationEmail: null,
    firstName: 'Nora',
    lastName: null,
    displayName: null,
    phone: null,
    locale: 'en',
    status: 'active',
    roleIds: [MEMBER],
    extraPermissions: [],
    siteIds: [],
    mustChangePassword: true,
    createdAt: at,
    updatedAt: at,
    joinedAt: at,
    displacedAt: null,
    managedBy: null,
    withheldAt: null,
    version: 1,
  })
})

test('what is drafted again is the same, whether or not it may be', () => {
  const asked = creating({ wish: { temporaryPassword: 'correct horse 42', mustChangePassword: false, locale: 'ja' } })
  expect(draftAccount(asked)).toEqual(createUser(asked))
  expect(JSON.stringify(draftAccount(asked))).not.toContain('horse')
})

describe('M2: an email that somebody has', () => {
  const codes = { active: 'already_member', suspended: 'already_member', invited: 'already_invited', expired: 'already_invited' }
  test.each(userStatuses)('a user here who is %s', status => {
    const code = { ...codes, inactive: 'identity_exists' }[status]
    expect(verdict({ holder: { user: user({ status }) } })).toBe(code)
  })

  test('is told to be had back, or to be invited', () => {
    const words = (holder: Creating['holder']) => refusalFrom(() => createUser(creating({ holder }))).message
    expect(words({ user: user({ status: 'inactive' }) })).toMatch(/Re-activate/)
    expect(words({ user: null })).toMatch(/Invite/)
  })
})

describe('M6: the caller', () => {
  test.each([
    ['an owner makes an owner', [OWNER], { roleIds: [OWNER] }, 'ok'],
    ['an admin does not', [ADMIN], { roleIds: [OWNER] }, 'grant_beyond_own'],
    ['an admin makes an admin', [ADMIN], { roleIds: [ADMIN] }, 'ok'],
    ['an admin gives no billing', [ADMIN], { extraPermissions: ['billing:manage'] }, 'grant_beyond_own'],
  ])('%s', (_, held, wish, expected) => {
    expect(verdict({ caller: callerWith(grants(held)), wish })).toBe(expected)
  })

  test.each([
    [['ste_a'], 'ok'],
    [[], 'validation_failed'],
    [['ste_b'], 'grant_beyond_own'],
    ['all' as const, 'grant_beyond_own'],
  ])('T2: a site admin of A creates people of %j: %s', (siteIds, expected) => {
    expect(verdict({ caller: callerWith(grants([SITE_ADMIN], ['ste_a'])), wish: { siteIds } })).toBe(expected)
  })

  test('who only invites at sites does not create there', () => {
    const caller = callerWith(grants(['rol_inviter'], ['ste_a']))
    expect(verdict({ caller, wish: { siteIds: ['ste_a'] } })).toBe('validation_failed')
  })

  test('names roles and permissions that exist, and an allowed domain', () => {
    expect(verdict({ wish: { roleIds: ['rol_nobody'] } })).toBe('validation_failed')
    expect(verdict({ wish: { extraPermissions: ['users:fly'] } })).toBe('validation_failed')
    expect(verdict({ rules: { ...rules, allowedEmailDomains: ['acme.example'] } })).toBe('email_domain_not_allowed')
  })
})

describe('T3, T7: the initial password', () => {
  const chosen = { ...rules, initialPassword: 'chosen' as const }
  test.each([
    ['left out', rules, undefined, 'ok'],
    ['given', rules, 'correct horse 42', 'ok'],
    ['too weak', rules, 'short', 'password_too_weak'],
    ['the email', rules, 'new@example.com', 'password_too_weak'],
    ['left out where it must be chosen', chosen, undefined, 'validation_failed'],
    ['given where it must be', chosen, 'correct horse 42', 'ok'],
  ])('%s', (_, some, temporaryPassword, expected) => {
    expect(verdict({ rules: some, wish: { temporaryPassword } })).toBe(expected)
  })

  test('a fault is told at its own field', () => {
    for (const [some, temporaryPassword] of [
      [chosen, undefined],
      [rules, 'short'],
    ] as const) {
      const refusal = refusalFrom(() => createUser(creating({ rules: some, wish: { temporaryPassword } })))
      expect(refusal.facts.errors?.map(({ path }) => path)).toEqual(['temporaryPassword'])
    }
  })
})
