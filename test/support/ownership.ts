import type { Json } from './api.ts'

/** What is wrong with who owns what, and with what is on its way; nothing may be on its way once nothing goes on any more. */
export function wrongOwnership(items: Json[], orgId: string): string[] {
  const own = items.filter(({ pk }) => pk === `ORG#${orgId}`)
  const rows = own.filter(({ sk }) => sk.startsWith('USER#'))
  const resources = own.filter(({ sk }) => sk.startsWith('RESOURCE#'))
  const transfers: Json[] = own.filter(({ sk }) => sk.startsWith('TRANSFER#')).map(({ transfer }) => transfer)
  const open = transfers.filter(({ finishedAt }) => finishedAt === null)
  return [
    ...rows.flatMap(({ user, owns = 0, handingOver, receiving = 0 }) => [
      ...differs(`${user.id}: owns`, owns, resources.filter(({ resource }) => resource.ownerId === user.id).length),
      ...differs(`${user.id}: handingOver`, handingOver, open.find(({ from }) => from === user.id)?.to),
      ...differs(`${user.id}: receiving`, receiving, open.filter(({ to }) => to === user.id).length),
    ]),
    ...resources.flatMap(({ sk, resource, cell, cellKey }) => [
      ...differs(`${sk}: key`, sk, `RESOURCE#${resource.type}#${resource.id}`),
      ...differs(`${sk}: index`, [cell, cellKey], [`ORG#${orgId}#OWNER#${resource.ownerId}`, `${resource.type}#${resource.id}`]),
      ...(rows.some(({ user }) => user.id === resource.ownerId) ? [] : [`${sk} belongs to nobody`]),
    ]),
    ...transfers
      .filter(({ from }) => !rows.some(({ user }) => user.id === from))
      .map(({ from }) => `${from} is gone, and its transfer is not`),
    ...open.map(({ from, to, moved, total }) => `${from} still hands over to ${to}: ${moved} of ${total}`),
    ...transfers.flatMap(({ from, moved, total }) => (moved > total ? [`${from} handed over ${moved} of ${total}`] : [])),
  ]
}

const differs = (what: string, actual: unknown, expected: unknown): string[] =>
  JSON.stringify(actual) === JSON.stringify(expected)
    ? []
    : [`${what}: ${JSON.stringify(actual)}, but it should be ${JSON.stringify(expected)}`]
