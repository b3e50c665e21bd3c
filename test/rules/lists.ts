import { type Answer, ask, type Json } from '../support/api.ts'
import type { Member } from '../support/people.ts'
import { type Actor, type Target, targets } from './cast.ts'
import { keepers, verdictOn } from './matters.ts'
import { send, verdictOf } from './requests.ts'
import { type Given, holds, holdsEverywhere, permissions, reaches, sites } from './rights.ts'
import type { Scene } from './stage.ts'

/** A list shows exactly what one would be shown by its id; what a name stands for in it is found again by `found`. */
type List = {
  path: (scene: Scene) => string
  permission: string
  found: (scene: Scene, answer: Answer) => string[]
  right: (who: Given) => string[]
}

const cast = Object.entries(targets)
const seen = (wanted: (target: Target) => boolean) => (who: Given) =>
  cast.filter(([, target]) => wanted(target) && reaches(who, 'users:read', target)).map(([name]) => name)
const namesBy = (known: (name: string, scene: Scene) => boolean, scene: Scene) =>
  cast.map(([name]) => name).filter(name => known(name, scene))
const people = (scene: Scene, { body }: Answer) =>
  namesBy(name => body.items.some(({ id }: Json) => id === scene.targets[name]?.id), scene)

/** Only targets have an address that begins so. */
const everybody = 'email=target&limit=100'
const atSouth = ({ sites: own, roles }: Target) =>
  own === 'all' || own.includes('south') || roles.includes('owner') || roles.includes('admin')

export const lists: Record<string, List> = {
  listUsers: { permission: 'users:read', path: () => `/users?${everybody}`, found: people, right: seen(() => true) },
  'listUsers of south': {
    permission: 'users:read',
    path: ({ ids }) => `/users?${everybody}&siteId=${ids.south}`,
    found: people,
    right: seen(atSouth),
  },
  'listUsers by search': {
    permission: 'users:read',
    path: () => '/users?q=target&status=suspended,inactive&limit=100',
    found: people,
    right: seen(({ status }) => status === 'suspended' || status === 'inactive'),
  },
  exportUsers: {
    permission: 'users:read',
    path: () => '/users.csv?email=target',
    found: (scene, { text }) => namesBy(name => text.includes(`${scene.targets[name]?.email}`), scene),
    right: seen(() => true),
  },
  listInvitations: {
    permission: 'users:read',
    path: () => '/invitations?status=expired&limit=100',
    found: ({ targets: people }, { body }) =>
      Object.keys(people).filter(name => body.items.some(({ id }: Json) => id === people[name]?.invitationId)),
    right: seen(({ status }) => status === 'expired'),
  },
  listSites: {
    permission: 'sites:read',
    path: () => '/sites?limit=100',
    found: (_, { body }) => body.items.map(({ name }: Json) => name),
    right: who => sites.filter(site => reaches(who, 'sites:read', { roles: [], extra: [], sites: [site] })),
  },
  listResources: {
    permission: 'resources:manage',
    path: () => '/resources?limit=100',
    found: ({ ids }, { body }) =>
      Object.keys(keepers).filter(name => body.items.some(({ ownerId }: Json) => ownerId === ids[name])),
    right: who => Object.keys(keepers).filter(name => reaches(who, 'resources:manage', keepers[name] as Given)), // one of them
  },
}

/** Its first page, with the items of all further ones. */
async function whole(scene: Scene, path: string, by: Member): Promise<Answer> {
  const answer = await send(scene, { method: 'GET', path }, by.token)
  let cursor: string | null = answer.body?.nextCursor ?? null
  while (cursor) {
    const { body } = await send(scene, { method: 'GET', path: `${path}&cursor=${encodeURIComponent(cursor)}` }, by.token)
    answer.body.items.push(...body.items)
    cursor = body.nextCursor
  }
  return answer
}

export async function tryLists(scene: Scene, actor: Actor, by: Member): Promise<string[]> {
  const wrong: string[] = []
  const compare = (name: string, is: string[], right: string[]) => {
    const [one, other] = [is, right].map(list => list.toSorted().join(', '))
    if (one !== other) wrong.push(`${name}: ${one} instead of ${other}`)
  }
  for (const [name, { path, permission, found, right }] of Object.entries(lists)) {
    const answer = await whole(scene, path(scene), by)
    const verdict = verdictOn({ name, method: 'GET', path: '', permission, verdict: () => '200' }, actor.standing, actor)
    compare(name, [verdictOf(answer)], [verdict])
    if (answer.status === 200) compare(name, found(scene, answer), right(actor))
  }
  if (actor.standing !== 'member') return wrong
  const { body } = await ask(scene.stack, 'GET', `/v1/permissions?orgId=${scene.org.id}`, { token: by.token })
  const grantable = body.items.filter((item: Json) => item.grantable).map(({ key }: Json) => key)
  compare(
    'grantable',
    grantable,
    permissions.filter(key => holdsEverywhere(actor, key)),
  )
  const me = await ask(scene.stack, 'GET', '/v1/me', { token: by.token })
  compare(
    'permissions of getMe',
    me.body.memberships[0].permissions,
    permissions.filter(key => holds(actor, key)),
  )
  return wrong
}
