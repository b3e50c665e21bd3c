import type { Caller } from '../domain/lifecycle.ts'
import { type Resource, reaches } from '../domain/resources.ts'
import type { Role } from '../domain/roles.ts'
import type { User, UserRecord } from '../domain/users.ts'
import { join, ownedBy, resourceKey, usersOf } from './keys.ts'
import { type ResourceName, resourceAt } from './resources.ts'
import type { ReadTable } from './table.ts'
import { userAt } from './users.ts'

type Page = { orgId: string; after?: ResourceName; limit: number }

/** By type and id; `last` is where a full page ended, and the next one's `after`. Those of one owner come by an index, which lags. */
export async function listResources(
  table: ReadTable,
  { ownerId, ...page }: Page & { ownerId?: string },
): Promise<{ resources: Resource[]; last: ResourceName | undefined }> {
  const { orgId, limit } = page
  if (ownerId === undefined) {
    const all = await listAll(table, page)
    return { resources: all, last: all.length === limit ? nameOf(all.at(-1)) : undefined }
  }
  const names = await listOwned(table, { ...page, ownerId })
  const { found } = await table.glance({ found: names.map(name => resourceAt(orgId, name)) })
  const resources = found.filter(resource => resource !== undefined).filter(resource => resource.ownerId === ownerId)
  return { resources, last: names.length === limit ? names.at(-1) : undefined }
}

const nameOf = (resource: Resource | undefined): ResourceName | undefined => resource && { type: resource.type, id: resource.id }

async function listAll(table: ReadTable, { orgId, after, limit }: Page): Promise<Resource[]> {
  const items = await table.range({
    partition: usersOf(orgId),
    prefix: 'RESOURCE#',
    limit,
    after: after && resourceKey(orgId, after.type, after.id),
  })
  return items.map(item => item.resource as Resource) // the prefix holds nothing else
}

export async function listOwned(
  table: ReadTable,
  { orgId, ownerId, after, limit }: Page & { ownerId: string },
): Promise<ResourceName[]> {
  const partition = ownedBy(orgId, ownerId)
  const items = await table.range({
    index: 'byCell',
    partition,
    limit,
    after: after && { ...resourceKey(orgId, after.type, after.id), cell: partition, cellKey: join(after.type, after.id) },
  })
  return items.map(({ sk }) => {
    const [, type = '', id = ''] = sk.split('#')
    return { type, id }
  })
}

/** T2: those that the caller may know of, by who owns them now. */
export async function readVisible(
  table: ReadTable,
  { orgId, rights }: Caller,
  roles: Role[],
  resources: Resource[],
): Promise<Resource[]> {
  if (rights.everywhere.has('resources:manage')) return resources
  const { owners } = await table.read({ owners: resources.map(({ ownerId }) => userAt(orgId, ownerId)) })
  return resources.filter((_, index) => {
    const owner = owners[index]?.user
    return owner && reaches(rights, owner, roles)
  })
}

/** Whose it is now; `owner` is somebody who was read already. */
export async function readHolder(
  table: ReadTable,
  orgId: string,
  { ownerId }: Resource,
  owner: UserRecord | undefined,
): Promise<User | undefined> {
  if (owner?.user.id === ownerId) return owner.user
  const { holder } = await table.read({ holder: userAt(orgId, ownerId) })
  return holder?.user
}
