import type { Identity } from '../domain/identities.ts'
import { notFound } from '../domain/refusals.ts'
import { nameOf, type User } from '../domain/users.ts'
import { eventWrite, newEvent, type Origin, targetOf } from './events.ts'
import { stale } from './failures.ts'
import { identityKey } from './keys.ts'
import type { Table } from './table.ts'

type Changing = { identity: Identity; own: { orgId: string; user: User }[]; at: string; origin: Origin }

/** A transaction holds a hundred items. */
const told = 99

/** Every organization of the person hears of it, and one of the events mails them. Cognito follows by the queue. */
export async function commitTotp(table: Table, { identity, own, at, origin }: Changing, totp: boolean): Promise<void> {
  const changes = { totp: { before: identity.totp === true, after: totp } }
  const type = totp ? ('user.factor_added' as const) : ('user.factor_removed' as const)
  await table.transact([
    {
      change: identityKey(identity.userId),
      set: { totp },
      add: { version: 1 },
      // Of two who take it away at once one does; an app that was confirmed is there, whatever else has changed.
      if: totp ? { pk: 'present' } : { totp: { is: true } },
      otherwise: totp ? stale : notFound,
    },
    ...own.slice(0, told).map(({ orgId, user }, index) => {
      const actor = { kind: 'user' as const, id: user.id, name: nameOf(user) }
      const factor = { kind: 'totp' as const, ...(index === 0 && { notify: true as const }) }
      return eventWrite(newEvent({ orgId, type, at, actor, target: targetOf(user), changes, factor, origin }))
    }),
  ])
}
