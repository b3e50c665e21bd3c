import type { Assertion } from '../domain/federation.ts'
import type { Identity } from '../domain/identities.ts'
import { next } from '../domain/managing.ts'
import { sessionsEndAt } from '../domain/sessions.ts'
import { type AuditEvent, changesOf, eventWrite, newEvent, type Origin, targetOf } from './events.ts'
import { type Link, linkIdentity } from './links.ts'
import type { Table, Write } from './table.ts'
import { changeUser, userAt } from './users.ts'

/** Two writes each, and at most a hundred; of somebody in more organizations the others learn it from the identity alone. */
const told = 48

const proof = { credentials: true, mustChangePassword: false, emailVerified: true, provenBy: 'provider', lease: null } as const

type Linking = {
  identity: Identity
  /** As it was read, to somebody who is no more. */
  link: Link | undefined
  assertion: Assertion
  at: string
  origin: Origin
}

/**
 * The provider's subject is this person from here on, and each of their organizations hears of it.
 * @param proving the provider also spoke for the mailbox, and nobody else knows the password any more
 */
export async function commitLinking(table: Table, linking: Linking, { proving }: { proving: boolean }): Promise<void> {
  const { identity, link, assertion } = linking
  const orgIds = Object.keys(identity.memberships).slice(0, told)
  const { records } = await table.read({ records: orgIds.map(orgId => userAt(orgId, identity.userId)) })
  const writes = records.flatMap((record, index) => {
    const [orgId = '', before] = [orgIds[index], record?.user]
    if (!before) return []
    // Whoever signed in before the mailbox had spoken is signed out.
    const after = proving && identity.credentials ? next(before, { mustChangePassword: false }, linking.at) : before
    const told = eventOf(orgId, linking, targetOf(after), { ...changesOf(before, after), ...(proving && verified) })
    return [
      ...(after === before ? [] : [changeUser(orgId, before, after, { sessionsValidAfter: sessionsEndAt(linking.at) })]),
      told,
    ]
  })
  await table.transact([...linkIdentity(identity, assertion, link, proving ? proof : {}), ...writes])
}

const verified = { emailVerified: { before: false, after: true } }

function eventOf(
  orgId: string,
  { assertion: { provider }, at, origin }: Linking,
  target: AuditEvent['target'],
  changed: AuditEvent['changes'],
): Write {
  const changes = { provider: { before: null, after: provider }, ...changed }
  const actor = { kind: 'system' as const, id: null, name: provider }
  return eventWrite(newEvent({ orgId, type: 'user.provider_linked', at, actor, target, changes, origin }))
}
