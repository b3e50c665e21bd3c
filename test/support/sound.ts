import type { Stack } from '../../infra/local/stack.ts'
import { type Json, settle } from './api.ts'
import { wrongOwnership } from './ownership.ts'
import { wrongSearch } from './searchable.ts'
import { cognitoUsers, countsIn, invitationsIn, scanTable, usersIn } from './table.ts'

/**
 * What is wrong with the stored state once nothing is under way, in words; nothing when it is sound. Reckoned from the rows alone, apart from the code.
 * @param unfinished whether leases may be open, and Cognito users there that nobody finished
 */
export async function unsound(stack: Stack, { unfinished = false } = {}): Promise<string[]> {
  await settle(stack)
  const items = await scanTable(stack)
  const orgIds: string[] = items.filter(({ sk }) => sk === 'ORG').map(({ pk }) => pk.slice('ORG#'.length))
  return [
    ...orgIds.flatMap(orgId => [
      ...wrongCounts(items, orgId),
      ...wrongInvitations(items, orgId),
      ...wrongOwnership(items, orgId),
      ...wrongSearch(items, orgId),
    ]),
    ...wrongIdentities(items, unfinished),
    ...wrongCredentials(items, await cognitoUsers(stack), unfinished),
  ]
}

const holding = ['invited', 'active', 'suspended']

export function wrongCounts(items: Json[], orgId: string): string[] {
  const counts = countsIn(items, orgId)
  const users = usersIn(items, orgId)
  const held = users.filter(({ status }) => holding.includes(status))
  const seated = held.filter(
    ({ roleIds }) => counts.seatRules.roleIds === null || roleIds.some((id: string) => counts.seatRules.roleIds.includes(id)),
  )
  const owners = users.filter(
    ({ status, roleIds, displacedAt }) => status === 'active' && roleIds.includes('rol_owner') && !displacedAt,
  )
  const cells: Record<string, number> = {}
  for (const { status, roleIds } of users) {
    const cell = `cell:${status}:${[...roleIds].toSorted().join('+')}`
    cells[cell] = (cells[cell] ?? 0) + 1
  }
  const counted = Object.fromEntries(Object.entries(counts).filter(([name, count]) => name.startsWith('cell:') && count !== 0))
  return [
    ...differs(`${orgId}: seats`, counts.limits.seats - counts.seatsFree, seated.length),
    ...differs(`${orgId}: users`, counts.limits.users - counts.usersFree, held.length),
    ...differs(`${orgId}: activeOwners`, counts.activeOwners, owners.length),
    ...differs(`${orgId}: cells`, sorted(counted), sorted(cells)),
  ]
}

export function wrongInvitations(items: Json[], orgId: string): string[] {
  const invitations = invitationsIn(items, orgId)
  const rows = items.filter(({ pk, sk }) => pk === `ORG#${orgId}` && sk.startsWith('USER#'))
  return [
    ...rows.flatMap(({ user, invitation: summary }) => {
      const current = invitations.find(({ id }) => id === summary?.id)
      if (user.status === 'invited') return differs(`${user.id}: invitation of somebody invited`, current?.status, 'pending')
      if (user.status === 'expired') return differs(`${user.id}: invitation of somebody expired`, current?.status, 'expired')
      return summary && current?.status === 'pending' ? [`${user.id} is ${user.status} and has a pending invitation`] : []
    }),
    ...items
      .filter(({ pk, sk }) => pk === `ORG#${orgId}` && sk.startsWith('INVITATION#'))
      .flatMap(({ invitation, cell }) => differs(`${invitation.id} is due`, cell !== undefined, invitation.status === 'pending')),
  ]
}

export function wrongIdentities(items: Json[], unfinished: boolean): string[] {
  const identities = items.filter(({ sk }) => sk === 'IDENTITY')
  const claims = items.filter(({ pk }) => /^(EMAIL|USERNAME)#/.test(pk))
  const rows = items.filter(({ sk }) => sk.startsWith('USER#'))
  return [
    ...identities.flatMap(({ userId, email, username, displacedBy, mustChangePassword, memberships, lease, cell }) => {
      const actual = rows
        .filter(({ user }) => user.id === userId)
        .map(({ pk, user }): [string, string] => [pk.slice('ORG#'.length), user.status])
      const owes = rows.some(({ user }) => user.id === userId && user.mustChangePassword)
      const orphaned = Object.keys(memberships).length === 0 && !(unfinished && lease)
      return [
        ...differs(`${userId}: memberships`, sorted(memberships), sorted(Object.fromEntries(actual))),
        ...differs(
          `${userId}: claims`,
          claims
            .filter(claim => claim.userId === userId)
            .map(({ pk }) => pk)
            .toSorted(),
          [...(displacedBy ? [] : [`EMAIL#${email}`]), ...(username ? [`USERNAME#${username}`] : [])],
        ),
        ...(owes && !mustChangePassword ? [`${userId} must choose a password, and the identity does not say so`] : []),
        ...(orphaned ? [`${userId} is an identity that no organization knows`] : []),
        ...(lease && !unfinished ? [`${userId} has a lease until ${lease.until}`] : []),
        ...differs(`${userId}: its lease is due`, cell !== undefined, Boolean(lease)),
      ]
    }),
    ...claims
      .filter(({ userId }) => !identities.some(identity => identity.userId === userId))
      .map(({ pk }) => `${pk} is claimed by nobody`),
    ...rows
      .filter(({ user }) => !identities.some(({ userId }) => userId === user.id))
      .map(({ user }) => `${user.id} is a user without an identity`),
  ]
}

function wrongCredentials(items: Json[], users: Json[], unfinished: boolean): string[] {
  const identities = items.filter(({ sk }) => sk === 'IDENTITY')
  return [
    ...identities
      .filter(({ credentials }) => credentials)
      .flatMap(({ userId, memberships, mustChangePassword }) => {
        const user = users.find(({ Username }) => Username === userId)
        const enabled = Object.values(memberships).some(status => status === 'active' || status === 'invited')
        const status = mustChangePassword ? 'FORCE_CHANGE_PASSWORD' : 'CONFIRMED'
        return differs(`${userId}: Cognito`, user && [user.UserStatus, user.Enabled], [status, enabled])
      }),
    ...users
      .filter(
        ({ Username }) =>
          !identities.some(({ userId, credentials, lease }) => userId === Username && (credentials || (unfinished && lease))),
      )
      .map(({ Username }) => `${Username} is a Cognito user that nobody knows`),
  ]
}

const differs = (what: string, actual: unknown, expected: unknown): string[] =>
  JSON.stringify(actual) === JSON.stringify(expected)
    ? []
    : [`${what}: ${JSON.stringify(actual)}, but it should be ${JSON.stringify(expected)}`]

const sorted = (record: object) => Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1))
