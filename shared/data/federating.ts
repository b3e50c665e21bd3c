import type { Credentials } from '../aws/cognito.ts'
import { type Assertion, mostLinks, notInvited, refused } from '../domain/federation.ts'
import { decidingProvider } from '../domain/groups.ts'
import { type Identity, leaseFor, maySignIn } from '../domain/identities.ts'
import { millisecondsUntil } from '../domain/sessions.ts'
import { commitDisplacement, finishDisplacement } from './displacing.ts'
import type { Origin } from './events.ts'
import { stale, untilFresh } from './failures.ts'
import { groupMappingsAt } from './group-mappings.ts'
import { claimAt, identityAt } from './identities.ts'
import { invitationAt } from './invitations.ts'
import { withLease } from './joining.ts'
import { linkOf } from './keys.ts'
import { commitLinking } from './linking.ts'
import { type Link, linkAt } from './links.ts'
import { newPassword } from './new-password.ts'
import { commitRegrouping } from './regrouping.ts'
import type { ReadTable, Table } from './table.ts'
import { userAt } from './users.ts'

export type Tools = { table: Table; credentials: Credentials }
type By = { now: () => string; origin: Origin }
type Found = { identity: Identity; link: Link | undefined }

/**
 * Whoever an identity provider has just signed in, as the person who has that mailbox here: proved by it, able to sign in, with the roles
 * of their groups. Throws for whoever has no business here, before anything is kept.
 */
export async function admitFederated(tools: Tools, assertion: Assertion, by: By): Promise<void> {
  const identity = await untilFresh(() => proved(tools, assertion, by))
  const isBack = await untilFresh(async () => {
    const { fresh } = await tools.table.read({ fresh: identityAt(identity.userId) })
    if (!fresh) throw stale()
    return commitRegrouping(tools.table, fresh, assertion, { at: by.now(), origin: by.origin })
  })
  await checkEntry(tools.table, identity.userId, assertion, by)
  // Else the queue would do it, after this sign-in.
  if (isBack) await tools.credentials.enable(identity.userId)
}

async function checkEntry(table: ReadTable, userId: string, { provider }: Assertion, { now }: By): Promise<void> {
  const { identity } = await table.read({ identity: identityAt(userId) })
  if (!identity || !maySignIn(identity))
    throw refused(
      `Your access has been suspended or has ended, or none of your groups at ${provider} gives any. Ask an administrator of your organization.`,
    )
  const orgIds = Object.keys(identity.memberships).filter(orgId => identity.memberships[orgId] === 'active')
  const { records } = await table.read({ records: orgIds.map(orgId => userAt(orgId, userId)) })
  // A token tells its sign-in in whole seconds: within the second in which older ones ended, this one would look like them.
  const wait = Math.max(0, ...records.map(record => millisecondsUntil(record?.sessionsValidAfter ?? 0, now())))
  await new Promise(resolve => setTimeout(resolve, wait))
}

/** The person whose mailbox it is, and who is known from here on as the one whom the provider calls so. */
async function proved(tools: Tools, assertion: Assertion, by: By): Promise<Identity> {
  const { identity, link } = await whoIs(tools.table, assertion)
  const { credentials, emailVerified, links = [] } = identity
  if (credentials && emailVerified) {
    if (links.includes(linkOf(assertion.provider, assertion.subject))) return identity
    if (links.length >= mostLinks) throw refused('Too many accounts elsewhere are yours already. Sign in with one of them.')
    await commitLinking(tools.table, { identity, link, assertion, at: by.now(), origin: by.origin }, { proving: false })
    return identity
  }
  if (!maySignIn(identity)) throw notInvited()
  if (credentials && !(await isTrusting(tools.table, identity, assertion.provider))) throw await displace(tools, identity, by)
  await take(tools, { identity, link }, assertion, by)
  return identity
}

/** Whom the mailbox belongs to; a subject that is somebody else already is not two people. */
async function whoIs(table: ReadTable, { provider, subject, email }: Assertion): Promise<Found> {
  const { claim, link } = await table.read({ claim: claimAt(email), link: linkAt(provider, subject) })
  if (claim === undefined) throw notInvited()
  const { identity, linked } = await table.read({ identity: identityAt(claim), linked: link ? [identityAt(link.userId)] : [] })
  if (!identity || identity.email !== email) throw stale()
  if (link && link.userId !== claim && linked[0]?.displacedBy === null)
    throw refused(`Your account at ${provider} was another person's here. Ask an administrator of your organization.`)
  return { identity, link }
}

/** Whether every organization that knows an account which nobody proved takes this provider's word for who its people are. */
async function isTrusting(table: ReadTable, { memberships }: Identity, provider: string): Promise<boolean> {
  const { mappings } = await table.read({ mappings: Object.keys(memberships).map(groupMappingsAt) })
  return mappings.every(one => decidingProvider(one) === provider)
}

/**
 * The account is of some organization that made it with a password of its own. Whoever has the mailbox takes the address from it, if
 * they were invited: as by accepting. Then everything is to be read anew.
 */
async function displace({ table, credentials }: Tools, identity: Identity, { now, origin }: By): Promise<Error> {
  const invitation = await readInvitation(table, identity)
  if (!invitation)
    return refused(
      'Your email address here is not confirmed. Sign in with your password and confirm it first, or ask to be invited.',
    )
  const { userId } = identity
  const at = now()
  if (!(await commitDisplacement(table, { identity, invitation }, at, origin)))
    await finishDisplacement(table, userId, at, origin)
  await credentials.remove(userId)
  return stale()
}

/** An open invitation to that very address. */
async function readInvitation(table: ReadTable, { userId, memberships }: Identity) {
  const orgIds = Object.keys(memberships).filter(orgId => memberships[orgId] === 'invited')
  const { records } = await table.read({ records: orgIds.map(orgId => userAt(orgId, userId)) })
  const places = records.flatMap((record, index) =>
    record?.invitation ? [invitationAt(orgIds[index] ?? '', record.invitation.id)] : [],
  )
  const { invitations } = await table.read({ invitations: places })
  return invitations.find(invitation => invitation?.status === 'pending' && invitation.username === null)
}

/** A Cognito user whose password nobody knows, in the place of one whose password somebody chose who did not prove the mailbox. */
async function take(
  { table, credentials }: Tools,
  { identity, link }: Found,
  assertion: Assertion,
  { now, origin }: By,
): Promise<void> {
  const at = now()
  await withLease(table, identity, leaseFor(origin.requestId, at), at, async () => {
    await credentials.remove(identity.userId) // with whatever else could open it: no call takes away a passkey alone
    await credentials.create(identity.userId, identity.email, newPassword())
    const held = { ...identity, version: identity.version + 1 }
    await commitLinking(table, { identity: held, link, assertion, at, origin }, { proving: true })
  })
}
