import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { countsAt, countWrite } from '../../shared/data/counts.ts'
import { createIdentity } from '../../shared/data/identities.ts'
import { createInvitation } from '../../shared/data/invitations.ts'
import { rolesKey } from '../../shared/data/keys.ts'
import { attributeOf, packRole } from '../../shared/data/roles.ts'
import { openTable, type Table, type Write } from '../../shared/data/table.ts'
import { createUser } from '../../shared/data/users.ts'
import { sum, tallyOf } from '../../shared/domain/counts.ts'
import { newIdentity } from '../../shared/domain/identities.ts'
import { summaryOf } from '../../shared/domain/invitations.ts'
import type { Invited } from '../../shared/domain/inviting.ts'
import type { RosterPermission } from '../../shared/domain/permissions.ts'
import type { Role } from '../../shared/domain/roles.ts'

/** The table by our own layer, past the tap. */
export function directTable(endpoint: string, tableName: string): Table {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  return openTable(DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }), () => tableName)
}

const transactionSize = 100
const atOnce = 4

/** Puts people there without audit events, so that nothing follows: no mail, no Cognito. The counters move once, for all of them. */
export async function seedPeople(
  table: Table,
  orgId: string,
  people: Invited[],
  writesOf: (person: Invited) => Write[],
): Promise<void> {
  const perPerson = writesOf(people[0] as Invited).length // nobody seeds nobody
  const size = Math.floor(transactionSize / perPerson)
  const chunks = Array.from({ length: Math.ceil(people.length / size) }, (_, index) =>
    people.slice(index * size, (index + 1) * size),
  )
  const work = async () => {
    for (let chunk = chunks.pop(); chunk; chunk = chunks.pop()) await table.transact(chunk.flatMap(writesOf))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const { counts } = await table.read({ counts: countsAt(orgId) })
  const count = countWrite(orgId, sum(people.map(({ user }) => tallyOf(null, user, counts.seatRules))), counts)
  if (count) await table.transact([count])
}

/** As the users list needs them. */
const rowOnly = ({ user, invitation }: Invited): Write[] => [
  createUser(invitation.orgId, user, user.joinedAt ? null : summaryOf(invitation)),
]

/** With everything that belongs to somebody who was invited. */
export const whole = (person: Invited): Write[] => {
  const { user, invitation } = person
  const joined = user.joinedAt !== null
  const identity = {
    ...newIdentity(user.id, person.user.email ?? '', invitation.orgId),
    ...(joined && { credentials: true, emailVerified: true, provenBy: 'invitation' as const, activeOrgId: invitation.orgId }),
    memberships: { [invitation.orgId]: user.status },
  }
  return [...rowOnly(person), createInvitation(invitation), ...createIdentity(identity)]
}

/** An organization's own roles, past the route: their ids are known beforehand. */
export async function seedRoles(table: Table, orgId: string, count: number): Promise<string[]> {
  const permissions: RosterPermission[] = [
    'users:read',
    'users:invite',
    'users:update',
    'roles:read',
    'sites:read',
    'resources:manage',
  ]
  const roles = Array.from(
    { length: count },
    (_, index): Role => ({
      id: `rol_${String(index).padStart(14, '0')}`,
      name: `Team lead of department ${index}`,
      permissions,
      siteBound: false,
      builtIn: false,
      version: 1,
      formerIds: [],
    }),
  )
  const packed = Object.fromEntries(roles.map(role => [attributeOf(role.id), packRole(role)]))
  await table.transact([{ put: { ...rolesKey(orgId), ...packed, customRoles: count } }])
  return roles.map(({ id }) => id)
}
