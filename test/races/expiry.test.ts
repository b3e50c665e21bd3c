import { beforeAll, expect, test } from 'vitest'
import type { DynamoDbCall } from '../../infra/local/dynamodb-proxy.ts'
import type { User } from '../../shared/domain/users.ts'
import { type Json, settle } from '../support/api.ts'
import { runSchedule, switchOffSchedule } from '../support/faults.ts'
import { figure, times } from '../support/figures.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { countsIn, eventsIn, invitationsIn, scanTable, usersIn } from '../support/table.ts'

const calls: { operation: string; items: number; writes: number }[] = []
let counting = false
const stack = useStack(call => {
  if (counting) calls.push(sizeOf(call))
})

/** More than the schedule takes in one round. */
const due = figure(250, 1000)
const pending = figure(150, 10_000)

function sizeOf({ operation, request, response }: DynamoDbCall) {
  const [asked, answered] = [request as Json, response as Json]
  const found: Json[] = answered.Items ?? Object.values(answered.Responses ?? {}).flat()
  // Identities are read by what follows each event.
  const own = found.filter(({ pk }) => !pk.S.startsWith('IDENTITY#'))
  return { operation, items: own.length, writes: asked.TransactItems?.length ?? 0 }
}

beforeAll(() => switchOffSchedule(stack()))

/** Written past the API, as the demo data are: nobody is mailed. */
async function seed(): Promise<string> {
  const { table } = await import('../../shared/aws/dynamodb.ts')
  const { now } = await import('../../shared/clock.ts')
  const { newCounts } = await import('../../shared/data/counts.ts')
  const { createIdentity } = await import('../../shared/data/identities.ts')
  const { newId } = await import('../../shared/data/ids.ts')
  const { createInvitation } = await import('../../shared/data/invitations.ts')
  const { createOrganization } = await import('../../shared/data/organizations.ts')
  const { createUser } = await import('../../shared/data/users.ts')
  const { entriesOf } = await import('../../shared/data/user-words.ts')
  const { sum, tallyOf } = await import('../../shared/domain/counts.ts')
  const { newIdentity } = await import('../../shared/domain/identities.ts')
  const { summaryOf } = await import('../../shared/domain/invitations.ts')
  const { draftInvitation } = await import('../../shared/domain/inviting.ts')
  const { defaultSettings } = await import('../../shared/domain/organizations.ts')
  const at = now()
  const orgId = newId('org', at)
  const day = (ago: number) => new Date(Date.parse(at) - ago * 86_400_000).toISOString()
  const people = times(due + pending).map(index => {
    const createdAt = day(index < due ? 31 : index % 30)
    return draftInvitation({
      inviter: null,
      wish: { email: `due-${index}@example.com` },
      login: `due-${index}@example.com`,
      rules: { ...defaultSettings, locale: 'en' },
      roles: [],
      existing: null,
      ids: { orgId, userId: newId('usr', createdAt), invitationId: newId('inv', createdAt) },
      message: null,
      timeZone: null,
      at: createdAt,
    })
  })
  const tally = (user: User) => tallyOf(null, user, { roleIds: null })
  const organization = { id: orgId, name: 'Due', settings: defaultSettings, createdAt: at, updatedAt: at, version: 1 }
  await table.transact([...createOrganization(organization), newCounts(orgId, sum(people.map(({ user }) => tally(user))))])
  for (let from = 0; from < people.length; from += 10)
    await table.transact(
      people
        .slice(from, from + 10)
        .flatMap(({ user, invitation }) => [
          createUser(orgId, user, summaryOf(invitation)),
          createInvitation(invitation),
          ...createIdentity(newIdentity(user.id, invitation.mailTo, orgId)),
          ...entriesOf(orgId, user),
        ]),
    )
  return orgId
}

test(
  `one run expires ${due} due invitations among ${due + pending}, reading and writing nothing but the due ones`,
  async () => {
    const orgId = await seed()
    await settle(stack())
    counting = true
    await runSchedule(stack())
    counting = false
    const items = await scanTable(stack())
    const invitations = invitationsIn(items, orgId)
    expect(invitations.filter(({ status }) => status === 'expired')).toHaveLength(due)
    expect(invitations.filter(({ status }) => status === 'pending')).toHaveLength(pending)
    expect(usersIn(items, orgId).filter(({ status }) => status === 'expired')).toHaveLength(due)
    expect(countsIn(items, orgId).limits.seats - countsIn(items, orgId).seatsFree).toBe(pending)
    expect(eventsIn(items, orgId).filter(({ type }) => type === 'invitation.expired')).toHaveLength(due)
    const total = (operation: string, what: 'items' | 'writes') =>
      calls.filter(call => call.operation === operation).reduce((sum, call) => sum + call[what], 0)
    expect(total('Query', 'items')).toBe(due)
    // Each invitation and its user, and the counters once a transaction.
    expect(total('BatchGetItem', 'items')).toBeLessThanOrEqual(2 * due + due / 10)
    expect(total('TransactWriteItems', 'writes')).toBeLessThanOrEqual(4 * due + due / 10)
    expect(calls.filter(({ operation }) => operation === 'Scan')).toEqual([])
    expect(await unsound(stack())).toEqual([])
  },
  figure(120_000, 3_600_000),
)
