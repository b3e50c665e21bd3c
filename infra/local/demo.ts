import { credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { now } from '../../shared/clock.ts'
import { newCounts } from '../../shared/data/counts.ts'
import { eventWrite, newEvent, operator, targetOf } from '../../shared/data/events.ts'
import { createIdentity } from '../../shared/data/identities.ts'
import { newId } from '../../shared/data/ids.ts'
import { createInvitation } from '../../shared/data/invitations.ts'
import { createOrganization } from '../../shared/data/organizations.ts'
import type { Write } from '../../shared/data/table.ts'
import { createUser } from '../../shared/data/users.ts'
import { sum, tallyOf } from '../../shared/domain/counts.ts'
import { newIdentity } from '../../shared/domain/identities.ts'
import { type Invitation, summaryOf } from '../../shared/domain/invitations.ts'
import { defaultSettings } from '../../shared/domain/organizations.ts'
import type { User } from '../../shared/domain/users.ts'
import { demoPeople, type Person } from './demo-people.ts'
import type { State } from './state.ts'

export const OWNER_EMAIL = 'owner@example.com'
export const DEMO_PASSWORD = 'Roster-demo-1'

const origin = { ip: null, userAgent: null, requestId: 'demo' }
/** People in one transaction: five writes each, and at most a hundred in all. */
const chunkSize = 15

/** The demo organization `Acme`: made at the first start, found again at the next. All its active people have the same password. */
export async function demoOrganization(state: State): Promise<string> {
  const kept = state.collection<string>('demo')
  const known = kept.get('orgId')
  if (known) return known
  if (kept.get('begun')) {
    throw new Error(
      'The first start was cut off before the demo data was complete. Delete the data folder (ROSTER_DATA, else .roster) and start again.',
    )
  }
  kept.put('begun', 'yes')
  const at = now()
  const orgId = newId('org', at)
  const people = demoPeople.map(person => peopleOf(person, orgId, at))
  const organization = { id: orgId, name: 'Acme', settings: defaultSettings, createdAt: at, updatedAt: at, version: 1 }
  await table.transact([
    ...createOrganization(organization),
    newCounts(orgId, sum(people.map(({ user }) => tallyOf(null, user, { roleIds: null })))),
    eventWrite(
      newEvent({
        orgId,
        type: 'organization.created',
        at,
        actor: operator,
        target: { type: 'organization', id: orgId, name: 'Acme' },
        changes: {},
        origin,
      }),
    ),
  ])
  for (let from = 0; from < people.length; from += chunkSize) {
    await table.transact(people.slice(from, from + chunkSize).flatMap(one => writesOf(one, orgId)))
  }
  const signingIn = people.filter(({ user }) => user.joinedAt !== null)
  await Promise.all(signingIn.map(({ user, invitation }) => credentials.create(user.id, invitation.mailTo, DEMO_PASSWORD)))
  kept.put('orgId', orgId)
  return orgId
}

type Member = { user: User; invitation: Invitation }

function peopleOf(
  { status, email, firstName, lastName, roleId, locale, phone, daysAgo }: Person,
  orgId: string,
  at: string,
): Member {
  const day = (ago: number) => new Date(Date.parse(at) - ago * 86_400_000).toISOString()
  const createdAt = day(daysAgo)
  const joinedAt = status === 'invited' || status === 'expired' ? null : day(daysAgo - 1)
  const userId = newId('usr', createdAt)
  const user: User = {
    id: userId,
    email,
    communicationEmail: null,
    firstName,
    lastName,
    displayName: null,
    phone,
    locale,
    status,
    roleIds: [roleId],
    extraPermissions: [],
    siteIds: [],
    mustChangePassword: false,
    createdAt,
    updatedAt: joinedAt ?? createdAt,
    joinedAt,
    displacedAt: null,
    managedBy: null,
    withheldAt: null,
    version: joinedAt ? 2 : 1,
  }
  const invitation: Invitation = {
    id: newId('inv', createdAt),
    orgId,
    userId,
    email,
    username: null,
    mailTo: email,
    status: status === 'invited' ? 'pending' : status === 'expired' ? 'expired' : 'accepted',
    tokenVersion: 1,
    expiresAt: day(daysAgo - defaultSettings.invitationTtlDays),
    invitedBy: null,
    backedBy: null,
    message: null,
    timeZone: null,
    delivery: { state: 'delivered', at: createdAt },
    deliveryTimes: { queued: createdAt, sent: createdAt, delivered: createdAt },
    reason: null,
    createdAt,
    updatedAt: createdAt,
    version: 1,
  }
  return { user, invitation }
}

function writesOf({ user, invitation }: Member, orgId: string): Write[] {
  const joined = user.joinedAt !== null
  const identity = {
    ...newIdentity(user.id, invitation.mailTo, orgId),
    credentials: joined,
    emailVerified: joined,
    provenBy: joined ? ('invitation' as const) : null,
    activeOrgId: joined ? orgId : null,
    memberships: { [orgId]: user.status },
  }
  return [
    createUser(orgId, user, joined ? null : summaryOf(invitation)),
    createInvitation(invitation),
    ...createIdentity(identity),
    eventWrite(
      newEvent({ orgId, type: 'user.changed', at: user.updatedAt, actor: operator, target: targetOf(user), changes: {}, origin }),
    ),
  ]
}
