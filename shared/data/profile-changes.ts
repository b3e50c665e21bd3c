import type { Identity } from '../domain/identities.ts'
import type { OwnUser } from '../domain/profiles.ts'
import { invalid } from '../domain/refusals.ts'
import { nameOf } from '../domain/users.ts'
import { changesOf, newEvent, type Origin, targetOf } from './events.ts'
import { changeIdentity, createUsername, removeUsername } from './identities.ts'
import { membershipWrites } from './memberships.ts'
import type { Table, Write } from './table.ts'
import { changeUser } from './users.ts'

type OwnChange = { before: Identity; after: Identity; users: OwnUser[]; at: string; origin: Origin }

const transactionSize = 100

/** What somebody changes of themselves, in one transaction. Each organization hears of its own user, and of a new username. */
export async function commitOwnChange(table: Table, change: OwnChange): Promise<void> {
  const writes = [...change.users.flatMap(user => userWrites(change, user)), ...identityWrites(change)]
  if (writes.length > transactionSize) {
    throw invalid({ path: 'query.orgId', message: 'is needed: you belong to too many organizations to change all at once' })
  }
  if (writes.length > 0) await table.transact(writes)
}

function userWrites({ before: was, after: is, at, origin }: OwnChange, { orgId, before, after }: OwnUser): Write[] {
  const username = was.username !== is.username && { username: { before: was.username, after: is.username } }
  const changes = { ...changesOf(before, after), ...username }
  if (Object.keys(changes).length === 0) return []
  const actor = { kind: 'user' as const, id: before.id, name: nameOf(before) }
  const event = newEvent({ orgId, type: 'user.changed', at, actor, target: targetOf(after), changes, origin })
  const writes = after === before ? [] : [changeUser(orgId, before, after)]
  return membershipWrites(orgId, null, [{ before, after, writes, event }])
}

function identityWrites({ before, after }: OwnChange): Write[] {
  const { userId, username, activeOrgId } = after
  if (before.username === username) return before.activeOrgId === activeOrgId ? [] : [changeIdentity(before, { activeOrgId })]
  return [
    changeIdentity(before, { username, activeOrgId }),
    ...(before.username === null ? [] : [removeUsername(userId, before.username)]),
    ...(username === null ? [] : [createUsername(userId, username)]),
  ]
}
