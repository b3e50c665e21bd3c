import type { Identity } from '../domain/identities.ts'
import { next } from '../domain/managing.ts'
import { nameOf } from '../domain/users.ts'
import { changesOf, newEvent, type Origin, targetOf } from './events.ts'
import { recordPasswordChosen } from './identity-passwords.ts'
import { membershipWrites } from './memberships.ts'
import type { Table } from './table.ts'
import { changeUser, userAt } from './users.ts'

/** T3: the person has chosen a password of their own; every organization that waits for it hears of it. */
export async function commitPasswordChosen(table: Table, identity: Identity, at: string, origin: Origin): Promise<void> {
  const orgIds = Object.keys(identity.memberships)
  const { records } = await table.read({ records: orgIds.map(orgId => userAt(orgId, identity.userId)) })
  const writes = records.flatMap((record, index) => {
    const [orgId = '', before] = [orgIds[index], record?.user]
    if (!before?.mustChangePassword) return []
    const after = next(before, { mustChangePassword: false }, at)
    const actor = { kind: 'user' as const, id: before.id, name: nameOf(before) }
    const [target, changes] = [targetOf(after), changesOf(before, after)]
    const event = newEvent({ orgId, type: 'user.password_chosen', at, actor, target, changes, origin })
    return membershipWrites(orgId, null, [{ before, after, writes: [changeUser(orgId, before, after)], event }])
  })
  await table.transact([...writes, recordPasswordChosen(identity.userId)])
}
