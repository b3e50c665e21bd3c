import type { Stack } from '../../infra/local/stack.ts'
import { type Answer, ask, type Json } from './api.ts'
import { times } from './figures.ts'
import type { Member, Org } from './people.ts'
import { putRows } from './records.ts'

let made = 0

export type Place = { type: string; id: string }

/** A thing that no other test knows. */
export const freshPlace = (type = 'pipeline'): Place => ({ type, id: `thing-${process.pid}-${made++}` })

export const putResource = (
  stack: Stack,
  org: Org,
  { type, id }: Place,
  body: object,
  by: Member = org.owner,
  headers: Record<string, string> = {},
): Promise<Answer> => ask(stack, 'PUT', `/v1/orgs/${org.id}/resources/${type}/${id}`, { token: by.token, body, headers })

export const getResource = async (stack: Stack, org: Org, { type, id }: Place, by: Member = org.owner): Promise<Json> =>
  (await ask(stack, 'GET', `/v1/orgs/${org.id}/resources/${type}/${id}`, { token: by.token })).body

/** So many things of this person's; one after the other, since each moves the same count. */
export async function give(stack: Stack, org: Org, owner: Member, count: number): Promise<Place[]> {
  const places: Place[] = []
  for (const index of times(count)) {
    const place = freshPlace()
    const { status, text } = await putResource(stack, org, place, { ownerId: owner.id, name: `Thing ${index}` })
    if (status !== 200) throw new Error(`Giving failed: ${text}`)
    places.push(place)
  }
  return places
}

/** Every resource that the list shows, of one owner or all. */
export async function resourcesOf(stack: Stack, org: Org, ownerId?: string, by: Member = org.owner): Promise<Json[]> {
  const items: Json[] = []
  let cursor: string | null = ''
  do {
    const query: string = new URLSearchParams({ limit: '100', ...(ownerId && { ownerId }), ...(cursor && { cursor }) }).toString()
    const { body }: Answer = await ask(stack, 'GET', `/v1/orgs/${org.id}/resources?${query}`, { token: by.token })
    items.push(...body.items)
    cursor = body.nextCursor
  } while (cursor)
  return items
}

/** So many things of somebody who has none yet, written past the API, as the data model says. */
export async function seedResources(stack: Stack, org: Org, owner: Member, count: number): Promise<void> {
  const at = '2026-01-01T00:00:00.000Z'
  const rows = times(count).map(index => {
    const [type, id] = ['seeded', `${owner.id}-${index}`]
    const made = { type, id, name: `Thing ${index}`, ownerId: owner.id, ownerName: 'Seeder', formerOwner: null }
    const resource = { ...made, createdAt: at, updatedAt: at, version: 1 }
    const keys = { cell: `ORG#${org.id}#OWNER#${owner.id}`, cellKey: `${type}#${id}` }
    return { pk: `ORG#${org.id}`, sk: `RESOURCE#${type}#${id}`, resource, ...keys }
  })
  await putRows(stack, rows, { pk: `ORG#${org.id}`, sk: `USER#${owner.id}` }, { owns: count })
}
