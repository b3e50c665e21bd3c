import type { Stack } from '../../infra/local/stack.ts'
import { routes } from '../../shared/routes/index.ts'
import type { RouteSpec } from '../../shared/routes/route.ts'
import { type Answer, ask } from './api.ts'
import { freshEmail } from './people.ts'

/** Routes that need a token. */
export const guarded = routes.filter(({ permission }) => permission !== 'public')

/** A valid body for each route that takes one; those that name somebody are made of the ids, or anew. */
const bodies: Record<string, unknown> = {
  inviteUsers: { invitations: [{ email: 'nobody-yet@example.com' }] },
  resendInvitation: {},
  changeUser: { firstName: 'Changed' },
  changeMe: { firstName: 'Changed' },
  confirmEmailCode: { code: '000000' },
  requestLoginEmail: { email: 'wished@example.com' },
  confirmLoginEmail: { code: '000000' },
  startTotp: { accountToken: 'of.nobody.here' },
  confirmTotp: { accountToken: 'of.nobody.here', code: '000000' },
  changeInvitation: { firstName: 'Changed' },
  changeOrganization: { settings: { invitationTtlDays: 31 } },
  resetPassword: { mode: 'email' },
  changeSite: { description: 'Changed' },
  setGroupMappings: { provider: 'Okta', mappings: [{ group: 'Staff', roleIds: ['rol_member'] }], unmapped: 'default-roles' },
  changeRole: { description: 'Changed' },
  previewRole: { permissions: ['users:read'] },
  createRole: { name: 'Made' },
}
const bodiesNaming: Record<string, (ids: Ids) => unknown> = {
  correctInvitationEmail: () => ({ email: freshEmail('corrected') }),
  createSite: () => ({ name: `Site ${freshEmail('site')}` }),
  createUser: () => ({ email: freshEmail('created') }),
  moveResources: ({ heirId = 'usr_01m0000000never' }) => ({ toUserId: heirId }),
  putResource: ({ userId, heirId = userId }) => ({ ownerId: heirId ?? 'usr_01m0000000never', name: 'Shared' }),
}

export type Ids = Record<string, string>

export const slotsOf = ({ path }: RouteSpec): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

export function pathOf({ name, path }: RouteSpec, ids: Ids): string {
  return path.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const id = ids[slot]
    if (!id) throw new Error(`${name} has a new id slot ${slot}: give it an id here.`)
    return id
  })
}

/** A request that would succeed for somebody who may. */
export function call(stack: Stack, route: RouteSpec, ids: Ids, token: string | undefined, headers = {}): Promise<Answer> {
  const body = bodiesNaming[route.name]?.(ids) ?? bodies[route.name]
  if (route.body && !body) throw new Error(`${route.name} takes a body: give a valid one here.`)
  return ask(stack, route.method, pathOf(route, ids), { token, body, headers })
}
