import { describe, expect, test } from 'vitest'
import { type GroupMappings, noMappings } from '../../shared/domain/groups.ts'
import { regroup } from '../../shared/domain/regrouping.ts'
import type { User } from '../../shared/domain/users.ts'
import { at, later, roles, user } from './people.ts'

const mappings: GroupMappings = {
  ...noMappings,
  provider: 'Okta',
  mappings: [
    { group: 'A', roleIds: ['rol_admin', 'rol_member'] },
    { group: 'B', roleIds: ['rol_site_admin', 'rol_member'] },
    { group: 'gone', roleIds: ['rol_nowhere'] },
  ],
  version: 1,
}
const strict: GroupMappings = { ...mappings, unmapped: 'no-access' }

const after = (
  some: Partial<User>,
  groups: string[],
  by = mappings,
  before: string[] = [],
  defaultRoleIds = ['rol_reader', 'rol_owner'],
) => regroup({ user: user(some), groups: before }, { mappings: by, groups, roles, defaultRoleIds, at: later })

describe('L7: what groups make of somebody', () => {
  test.each<[string, string[], string[], string[]]>([
    ['one group', ['rol_member'], ['A'], ['rol_admin', 'rol_member']],
    ['several', ['rol_member'], ['B', 'A', 'X'], ['rol_admin', 'rol_member', 'rol_site_admin']],
    ['none: the default roles, but never Owner', ['rol_admin'], ['X'], ['rol_reader']],
    ['a group in other letters is none', ['rol_admin'], ['a'], ['rol_reader']],
    ['a group of a role that is gone', ['rol_admin'], ['gone'], ['rol_member']],
    ['an owner, who stays one', ['rol_owner', 'rol_member'], ['B'], ['rol_owner', 'rol_site_admin', 'rol_member']],
    ['an owner by a group of a role that is gone', ['rol_owner'], ['gone'], ['rol_owner']],
  ])('%s', (_, before, groups, roleIds) =>
    expect(after({ roleIds: before }, groups)?.user).toMatchObject({ roleIds, managedBy: 'Okta' }),
  )

  test('the next version, of now, with the mapped groups in order', () => {
    expect(after({}, ['B', 'X', 'A'])).toMatchObject({ groups: ['A', 'B'], user: { version: 4, updatedAt: later } })
  })

  test('nothing, when it is so already, in whatever order', () => {
    const settled = { roleIds: ['rol_member', 'rol_admin'], managedBy: 'Okta' }
    expect(after(settled, ['A', 'X'], mappings, ['A'])).toBeNull()
    expect(after(settled, ['A'], mappings, [])).toMatchObject({ groups: ['A'], user: { roleIds: ['rol_member', 'rol_admin'] } })
    expect(after({ ...settled, managedBy: 'Other' }, ['A'], mappings, ['A'])).not.toBeNull()
  })
})

describe('L7: no access', () => {
  const out = { status: 'suspended', withheldAt: at, managedBy: 'Okta' } as const

  test('is a suspension by nobody, which keeps the roles', () => {
    expect(after({ roleIds: ['rol_admin'] }, ['X'], strict)?.user).toMatchObject({
      status: 'suspended',
      withheldAt: later,
      roleIds: ['rol_admin'],
    })
    expect(after(out, [], strict)).toBeNull()
  })

  test('ends with a mapped group, or with the rule', () => {
    const back = { status: 'active', withheldAt: null }
    expect(after(out, ['A'], strict)?.user).toMatchObject({ ...back, roleIds: ['rol_admin', 'rol_member'] })
    expect(after(out, [])?.user).toMatchObject({ ...back, roleIds: ['rol_reader'] })
  })

  test('is never an owner’s', () => {
    expect(after({ roleIds: ['rol_owner', 'rol_admin'] }, [], strict)?.user).toMatchObject({
      status: 'active',
      roleIds: ['rol_owner'],
    })
  })
})

test.each(['invited', 'expired', 'suspended', 'inactive'] as const)('D8: whoever is %s stays so, with the same roles', status => {
  for (const by of [mappings, strict]) expect(after({ status }, ['A'], by)).toBeNull()
})

test('whoever lost the login email gets nothing by it', () => {
  expect(after({ displacedAt: at }, ['A'])).toBeNull()
})
