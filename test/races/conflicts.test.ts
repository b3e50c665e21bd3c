import { beforeAll, expect, test } from 'vitest'
import { unclean, verdictOf } from '../support/answers.ts'
import { ask, mailTo, settle, tokenFor } from '../support/api.ts'
import { accept, breakDown, mend, switchOffSchedule } from '../support/faults.ts'
import { figure } from '../support/figures.ts'
import { addMember, createBusyOrg, freshEmail, invite, invited, inviteMany, type Member, type Org } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
let member: Member
beforeAll(async () => {
  org = await createBusyOrg(stack())
  member = await addMember(stack(), org)
  await switchOffSchedule(stack())
})

const conflict = (operation: string, count?: number) =>
  breakDown(stack(), { service: 'dynamodb', operation, error: 'TransactionConflict', count })
const path = () => `/v1/orgs/${org.id}/users/${member.id}`
const token = () => org.owner.token

/** Every request that writes in one transaction. */
const writing = {
  inviting: () => invite(stack(), org, { email: freshEmail() }),
  'inviting a hundred': () =>
    inviteMany(
      stack(),
      org,
      Array.from({ length: 100 }, () => ({ email: freshEmail() })),
    ),
  'inviting with an Idempotency-Key': () =>
    inviteMany(stack(), org, [{ email: freshEmail() }], { 'idempotency-key': crypto.randomUUID() }),
  'changing a user': () => ask(stack(), 'PATCH', path(), { token: token(), body: { firstName: freshEmail() } }),
  suspending: () => ask(stack(), 'POST', `${path()}/suspend`, { token: token() }),
  're-activating': () => ask(stack(), 'POST', `${path()}/reactivate`, { token: token() }),
}

test.each(Object.entries(writing))('%s goes through when its transaction conflicts a few times', async (_, send) => {
  await settle(stack())
  await conflict('TransactWriteItems', 4)
  const answer = await send()
  await mend(stack())
  expect(verdictOf(answer)).toBe('200')
  for (const result of answer.body.results ?? []) expect(result.status).toBe('created')
  expect(await unsound(stack())).toEqual([])
})

test.each(Object.entries(writing).filter(([name]) => name !== 're-activating'))(
  '%s answers 503 with Retry-After when its transaction conflicts without end, and has changed nothing',
  async (_, send) => {
    await settle(stack())
    const before = await scanTable(stack())
    await conflict('TransactWriteItems')
    const answer = await send()
    await mend(stack())
    expect(verdictOf(answer)).toBe('503 unavailable')
    expect(unclean([answer])).toEqual([])
    expect(await scanTable(stack())).toEqual(before)
  },
)

test('accepting goes through when its lease and its transaction conflict a few times', async () => {
  const email = freshEmail()
  await invited(stack(), org, { email })
  const invitation = await tokenFor(stack(), email)
  await conflict('TransactWriteItems', 4)
  await conflict('UpdateItem', 4)
  const answer = await accept(stack(), invitation)
  await mend(stack())
  expect(verdictOf(answer)).toBe('200')
  expect(await unsound(stack())).toEqual([])
})

test.each(['TransactWriteItems', 'UpdateItem'])(
  'accepting answers 503 when %s conflicts without end, and a second try gets in at once',
  async operation => {
    const email = freshEmail()
    const { user } = await invited(stack(), org, { email })
    const invitation = await tokenFor(stack(), email)
    await conflict(operation)
    const answer = await accept(stack(), invitation)
    await mend(stack())
    expect(unclean([answer])).toEqual([])
    const events = async () =>
      eventsIn(await scanTable(stack()), org.id).filter(
        ({ type, target }) => type === 'invitation.accepted' && target.id === user.id,
      )
    expect(await events()).toEqual([])
    expect(verdictOf(await accept(stack(), invitation))).toBe('200')
    expect(await events()).toHaveLength(1)
    expect(await unsound(stack())).toEqual([])
  },
)

test(
  'a mail whose delivery cannot be recorded for conflicts is recorded when they end',
  async () => {
    const email = freshEmail()
    const { invitation } = await invited(stack(), org, { email })
    await settle(stack())
    const read = () => ask(stack(), 'GET', `/v1/orgs/${org.id}/invitations/${invitation.id}`, { token: token() })
    await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations/${invitation.id}/resend`, { token: token() })
    await conflict('TransactWriteItems', 3)
    await settle(stack())
    await mend(stack())
    expect((await read()).body.delivery.state).toBe('delivered')
    expect(new Set((await mailTo(stack(), email)).map(({ text }) => /accept#(\S+)/.exec(text)?.[1])).size).toBe(2)
  },
  figure(60_000, 60_000),
)
