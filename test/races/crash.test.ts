import { beforeAll, beforeEach, expect, test } from 'vitest'
import { unclean, verdictOf } from '../support/answers.ts'
import { type Answer, advance, ask, type Json, settle, tokenFor } from '../support/api.ts'
import {
  accept,
  type Broken,
  breakDown,
  cutAtCognito,
  cutAtDynamoDb,
  deadAfter,
  mend,
  runSchedule,
  switchOffSchedule,
} from '../support/faults.ts'
import { some } from '../support/figures.ts'
import { createBusyOrg, freshEmail, invited, inviteMany, type Org, PASSWORD, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, countsIn, eventsIn, invitationsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
const pastLease = 61

beforeAll(async () => {
  org = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})

/** An access token lives as long as three leases or so. */
beforeEach(async () => {
  await mend(stack())
  org.owner.token = await signIn(stack(), org.owner.email)
})

// Accepting reads twice, takes its lease, makes the Cognito user, gives it the password, and commits.
const lease = 2
const commit = 3

const cuts: Record<string, Broken[]> = {
  'before the invitation is read': [{ service: 'dynamodb', operation: '*', error: 'ConnectionRefused' }],
  'before the lease is taken': deadAfter(lease),
  'after the lease was taken, unheard': [cutAtDynamoDb('UpdateItem', 'ConnectionLost')],
  'after the lease was taken, unheard, and then dead': [cutAtDynamoDb('*', 'ConnectionLost', { skip: lease })],
  'before the Cognito user is made': [cutAtCognito('AdminCreateUser', 'ConnectionRefused'), ...deadAfter(commit)],
  'before the Cognito user is made, with time to tidy up': [cutAtCognito('AdminCreateUser', 'ConnectionRefused')],
  'after the Cognito user was made, unheard': [cutAtCognito('AdminCreateUser', 'ConnectionLost'), ...deadAfter(commit)],
  'before the password is set': [cutAtCognito('AdminSetUserPassword', 'ConnectionRefused'), ...deadAfter(commit)],
  'before the password is set, with time to tidy up': [cutAtCognito('AdminSetUserPassword', 'TooManyRequestsException')],
  'after the password was set, unheard': [cutAtCognito('AdminSetUserPassword', 'ConnectionLost'), ...deadAfter(commit)],
  'before the commit': deadAfter(commit),
  'before the commit, with time to tidy up': [cutAtDynamoDb('TransactWriteItems', 'ConnectionRefused')],
  'after the commit, unheard': [cutAtDynamoDb('TransactWriteItems', 'ConnectionLost')],
  'after the commit, unheard, and then dead': [cutAtDynamoDb('*', 'ConnectionLost', { skip: commit })],
}

/** An accept that was cut off there; the stack works again. */
async function cutOff(faults: Broken[]) {
  const email = freshEmail('cut')
  const { user, invitation } = await invited(stack(), org, { email })
  const token = await tokenFor(stack(), email)
  for (const fault of faults) await breakDown(stack(), fault)
  const answer = await accept(stack(), token)
  await mend(stack())
  expect(unclean([answer], '200')).toEqual([])
  return { email, user, invitation, token, answer }
}

const acceptedEvents = async (userId: string) =>
  eventsIn(await scanTable(stack()), org.id).filter(({ type, target }) => type === 'invitation.accepted' && target.id === userId)

test.each(Object.entries(cuts))(
  'accepting cut off %s is finished by another try, at the latest when the lease is over',
  async (_, faults) => {
    const { email, user, token } = await cutOff(faults)
    let second = await accept(stack(), token)
    expect(unclean([second], '200', '410 invitation_accepted')).toEqual([])
    if (second.status === 503) {
      await advance(stack(), pastLease)
      second = await accept(stack(), token)
    }
    expect(unclean([second], '200', '410 invitation_accepted')).toEqual([])
    expect(second.status).not.toBe(503)
    expect(await acceptedEvents(user.id)).toHaveLength(1)
    await expect(signIn(stack(), email, PASSWORD)).resolves.toBeTypeOf('string')
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
  },
)

test.each(some(Object.entries(cuts)))(
  'accepting cut off %s is cleared by one run of the schedule, and the invitation stays good',
  async (_, faults) => {
    const { user, token } = await cutOff(faults)
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
    const accepted = (await acceptedEvents(user.id)).length > 0
    expect((await cognitoUsers(stack())).some(({ Username }) => Username === user.id)).toBe(accepted)
    expect(verdictOf(await accept(stack(), token, 'another horse 43'))).toBe(accepted ? '410 invitation_accepted' : '200')
    expect(await unsound(stack())).toEqual([])
  },
)

test.each(some(Object.entries(cuts), true))(
  'after accepting was cut off %s, cancelling and one run of the schedule leave nothing of the person',
  async (_, faults) => {
    const { email, user, invitation } = await cutOff(faults)
    const cancelled = await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${invitation.id}`, { token: org.owner.token })
    expect(unclean([cancelled], '204', '409 wrong_status')).toEqual([])
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
    if (cancelled.status !== 204) return
    const items = await scanTable(stack())
    expect(items.filter(({ pk }) => pk === `IDENTITY#${user.id}` || pk === `EMAIL#${email}`)).toEqual([])
    expect((await cognitoUsers(stack())).some(({ Username }) => Username === user.id)).toBe(false)
  },
)

test.each([1, 2, 3, 4])(
  'the schedule cut off at its %s. call to the table after finding what is due is finished by the next run',
  async calls => {
    await cutOff([cutAtCognito('AdminSetUserPassword', 'ConnectionRefused'), ...deadAfter(commit)])
    await advance(stack(), pastLease)
    await settle(stack())
    // It asks the eight shards of the due index first.
    for (const fault of deadAfter(8 + calls)) await breakDown(stack(), fault)
    await runSchedule(stack()).catch(() => {})
    await mend(stack())
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
  },
)

const timesOf = ({ body }: Answer) =>
  body.results.map(({ user, invitation }: Json) => [user.id, user.createdAt, invitation.id, invitation.expiresAt])

test('a request that invites with an Idempotency-Key and is cut off anywhere is finished by another try: nobody is invited twice', async () => {
  for (const [skip, error] of [1, 2, 3, 4].flatMap(count => [
    [count, 'ConnectionRefused'] as const,
    [count, 'ConnectionLost'] as const,
  ])) {
    const people = Array.from({ length: 40 }, () => ({ email: freshEmail('bulk') }))
    const key = { 'idempotency-key': crypto.randomUUID() }
    const before = countsIn(await scanTable(stack()), org.id)
    await breakDown(stack(), cutAtDynamoDb('*', error, { skip }))
    expect(unclean([await inviteMany(stack(), org, people, key)])).toEqual([])
    await mend(stack())
    const second = await inviteMany(stack(), org, people, key)
    expect(second.body.results.map(({ status }: { status: string }) => status)).toEqual(people.map(() => 'created'))
    const third = await inviteMany(stack(), org, people, key)
    expect(timesOf(third)).toEqual(timesOf(second))
    const items = await scanTable(stack())
    expect(before.seatsFree - countsIn(items, org.id).seatsFree).toBe(40)
    const emails = new Set(people.map(({ email }) => email))
    expect(invitationsIn(items, org.id).filter(({ email }) => emails.has(email))).toHaveLength(40)
  }
  expect(await unsound(stack())).toEqual([])
})
