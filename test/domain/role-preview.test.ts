import { expect, test } from 'vitest'
import { effectAlone, effectOn } from '../../shared/domain/role-preview.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { grants, roles } from './people.ts'

const role = (permissions: string[], siteBound = false): Role => ({
  id: 'rol_x',
  name: 'X',
  permissions,
  siteBound,
  builtIn: false,
  version: 1,
  formerIds: [],
})

test.each<[string, Role, Role, string[], string[]]>([
  ['nothing, when nothing changes', role(['users:read']), role(['users:read']), [], []],
  ['what comes', role([]), role(['users:update', 'audit:read']), ['audit:read', 'users:update'], []],
  ['what goes', role(['users:update', 'audit:read']), role([]), [], ['audit:read', 'users:update']],
  ['what comes at the own sites', role([]), role(['audit:read'], true), ['audit:read'], []],
  ['what goes at the own sites', role(['audit:read'], true), role([], true), [], ['audit:read']],
  ['what reaches less far', role(['audit:read']), role(['audit:read'], true), [], ['audit:read']],
  ['what reaches further', role(['audit:read'], true), role(['audit:read']), ['audit:read'], []],
  ['both', role(['audit:read']), role(['users:update']), ['users:update'], ['audit:read']],
])('D10: a changed role gives and takes %s', (_, before, after, gains, loses) => {
  expect(effectAlone(before, after)).toEqual({ gains, loses })
  expect(effectOn(grants(['rol_x']), [...roles, before], before, after)).toEqual({ gains, loses })
})

test.each<[string, Parameters<typeof grants>, Role, Role, string[], string[]]>([
  ['has it by another role', [['rol_x', 'rol_reader']], role(['users:read']), role([]), [], []],
  ['has it by another role at sites only', [['rol_x', 'rol_site_reader']], role(['users:read']), role([]), [], ['users:read']],
  ['has it as an extra', [['rol_x'], [], ['users:read']], role([]), role(['users:read']), [], []],
  ['has not got the role', [['rol_reader']], role([]), role(['audit:read']), [], []],
])('D10: it changes nothing for who %s', (_, held, before, after, gains, loses) => {
  expect(effectOn(grants(...held), [...roles, before], before, after)).toEqual({ gains, loses })
})
