import { beforeAll, beforeEach, expect, test } from 'vitest'
import { unclean, verdictOf } from '../support/answers.ts'
import { type Answer, advance, ask, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import { accept, type Broken, breakDown, failures, mend, runSchedule, switchOffSchedule } from '../support/faults.ts'
import { figure, some, times, together } from '../support/figures.ts'
import {
  addMember,
  createBusyOrg,
  freshEmail,
  invite,
  invited,
  inviteMany,
  type Member,
  type Org,
  signIn,
} from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, invitationsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
let member: Member
const long = figure(120_000, 3_600_000)

beforeAll(async () => {
  org = await createBusyOrg(stack())
  member = await addMember(stack(), org)
  await switchOffSchedule(stack())
})

beforeEach(() => mend(stack()))

const token = () => org.owner.token
const user = (id: string) => `/v1/orgs/${org.id}/users/${id}`
const linksIn = (mails: Json[]) => new Set(mails.map(({ text }) => /accept#(\S+)/.exec(text)?.[1]))
const published = async (): Promise<Json[]> => (await fetch(`${stack().outputs.ControlUrl}/events`)).json()

async function pending() {
  const email = freshEmail('pending')
  return { email, ...(await invited(stack(), org, { email })), token: await tokenFor(stack(), email) }
}

test.each(some(failures.dynamodb).map(error => [error]))(
  'while every call to the table fails by %s, every route says so with a 503, and nothing changes',
  async error => {
    const open = await pending()
    await settle(stack())
    const before = await scanTable(stack())
    await breakDown(stack(), { service: 'dynamodb', operation: '*', error })
    const answers = await Promise.all([
      ask(stack(), 'GET', '/v1/me', { token: token() }),
      ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: token() }),
      ask(stack(), 'GET', `/v1/orgs/${org.id}/users`, { token: token() }),
      ask(stack(), 'GET', `/v1/orgs/${org.id}/invitations`, { token: token() }),
      ask(stack(), 'GET', user(member.id), { token: token() }),
      ask(stack(), 'PATCH', user(member.id), { token: token(), body: { firstName: 'Nobody' } }),
      ask(stack(), 'POST', `${user(member.id)}/suspend`, { token: token() }),
      ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${open.invitation.id}`, { token: token() }),
      ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations/${open.invitation.id}/resend`, { token: token() }),
      invite(stack(), org, { email: freshEmail() }),
      ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token: open.token } }),
      ask(stack(), 'POST', '/v1/invitations/decline', { body: { token: open.token } }),
      accept(stack(), open.token),
    ])
    await mend(stack())
    expect(answers.map(verdictOf)).toEqual(answers.map(() => '503 unavailable'))
    expect(unclean(answers)).toEqual([])
    expect(await scanTable(stack())).toEqual(before)
  },
)

test.each(some(failures.dynamodb).flatMap(error => [[error, 'TransactWriteItems'] as const, [error, 'UpdateItem'] as const]))(
  'after writing failed by %s at %s, the same requests go through, and nothing is there twice',
  async (error, operation) => {
    const [one, two, three] = [await pending(), await pending(), await pending()]
    const email = freshEmail('written')
    const key = { 'idempotency-key': crypto.randomUUID() }
    const send = () =>
      Promise.all([
        inviteMany(stack(), org, [{ email }], key),
        accept(stack(), one.token),
        ask(stack(), 'POST', '/v1/invitations/decline', { body: { token: two.token } }),
        ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${three.invitation.id}`, { token: token() }),
        ask(stack(), 'PATCH', user(member.id), { token: token(), body: { phone: error } }),
      ])
    await settle(stack())
    await breakDown(stack(), { service: 'dynamodb', operation, error })
    const answers = await send()
    await mend(stack())
    expect(unclean(answers, '200', '204')).toEqual([])
    let again = await send()
    if (again.some(({ status }) => status === 503)) {
      await advance(stack(), 61)
      again = await send()
    }
    expect(
      unclean(again, '200', '204', '410 invitation_accepted', '410 invitation_declined', '409 wrong_status', '404 not_found'),
    ).toEqual([])
    expect(again.map(({ status }) => status)).not.toContain(503)
    expect(again[0]?.body.results[0].status).toBe('created')
    const items = await scanTable(stack())
    for (const [address, type] of [
      [email, 'created'],
      [one.email, 'accepted'],
      [two.email, 'declined'],
      [three.email, 'cancelled'],
    ])
      expect(
        eventsIn(items, org.id).filter(event => event.target.name === address && event.type === `invitation.${type}`),
      ).toHaveLength(1)
    expect(await unsound(stack())).toEqual([])
    expect(await mailTo(stack(), email)).toHaveLength(1)
    org.owner.token = await signIn(stack(), org.owner.email)
  },
)

test.each(some(failures.cognito, true).map(error => [error]))(
  'while Cognito fails by %s, accepting answers 503, all else goes on, and Cognito follows afterwards',
  async error => {
    const open = await pending()
    const staff = await addMember(stack(), org)
    await breakDown(stack(), { service: 'cognito', operation: '*', error })
    expect(unclean([await accept(stack(), open.token)])).toEqual([])
    const suspended = await ask(stack(), 'POST', `${user(staff.id)}/suspend`, { token: token() })
    expect(verdictOf(suspended)).toBe('200')
    expect(verdictOf(await ask(stack(), 'GET', `/v1/orgs/${org.id}/users`, { token: staff.token }))).toBe('404 not_found')
    await mend(stack())
    expect(verdictOf(await accept(stack(), open.token))).toBe('200')
    expect(await unsound(stack())).toEqual([])
    expect((await cognitoUsers(stack())).find(({ Username }) => Username === staff.id)?.Enabled).toBe(false)
  },
)

test.each(some(failures.ses).map(error => [error]))(
  'while SES fails by %s, invitations are made, and each mail goes out once when it is back',
  async error => {
    await breakDown(stack(), { service: 'ses', error })
    const emails = times(4).map(() => freshEmail('waiting'))
    const answers = await Promise.all(emails.map(email => invite(stack(), org, { email })))
    expect(answers.map(verdictOf)).toEqual(emails.map(() => '200'))
    await mend(stack())
    for (const email of emails) expect(await mailTo(stack(), email)).toHaveLength(1)
    expect(await unsound(stack())).toEqual([])
  },
)

test('a mail that SES took while its answer was lost comes again, with the identical link', async () => {
  await breakDown(stack(), { service: 'ses', error: 'ConnectionLost', count: 4 })
  const email = freshEmail('lost')
  await invited(stack(), org, { email })
  const mails = await mailTo(stack(), email)
  expect(mails.length).toBeGreaterThan(1)
  expect(linksIn(mails).size).toBe(1)
  await mend(stack())
})

test.each(failures.sqs.map(error => [error]))(
  'while SQS fails by %s, nothing is lost: mails and events go out once when it is back',
  async error => {
    await breakDown(stack(), { service: 'sqs', operation: 'SendMessageBatch', error, count: 12 })
    const emails = times(4).map(() => freshEmail('queued'))
    await Promise.all(emails.map(email => invited(stack(), org, { email })))
    for (const email of emails) expect(await mailTo(stack(), email)).toHaveLength(1)
    await mend(stack())
    const events = await published()
    for (const email of emails) expect(events.filter(({ detail }) => detail.target.name === email)).toHaveLength(1)
  },
)

test.each(failures.events.map(error => [error]))(
  'while EventBridge fails by %s, the mail goes out, and the event is published once when it is back',
  async error => {
    await breakDown(stack(), { service: 'events', operation: '*', error })
    const email = freshEmail('published')
    await invited(stack(), org, { email })
    await mend(stack())
    expect(await mailTo(stack(), email)).toHaveLength(1)
    expect((await published()).filter(({ detail }) => detail.target.name === email)).toHaveLength(1)
  },
)

test('while Cognito is down the schedule still marks what has expired, and clears the rest when it is back', async () => {
  const half = await pending()
  await breakDown(stack(), { service: 'cognito', operation: '*', error: 'ServiceUnavailable' })
  expect(unclean([await accept(stack(), half.token)])).toEqual([])
  const due = await pending()
  await advance(stack(), 30 * 86_400 + 1)
  await runSchedule(stack()).catch(() => {})
  const statusOf = async (id: string) => invitationsIn(await scanTable(stack()), org.id).find(one => one.id === id).status
  expect([await statusOf(half.invitation.id), await statusOf(due.invitation.id)]).toEqual(['expired', 'expired'])
  await mend(stack())
  await advance(stack(), 61)
  await runSchedule(stack())
  expect(await unsound(stack())).toEqual([])
  org.owner.token = await signIn(stack(), org.owner.email)
})

const sick: Broken[] = [
  { service: 'dynamodb', operation: '*', error: 'ThrottlingException', rate: 0.3 },
  { service: 'cognito', operation: 'AdminCreateUser', error: 'TooManyRequestsException', rate: 0.3 },
  { service: 'cognito', operation: 'AdminSetUserPassword', error: 'InternalErrorException', rate: 0.3 },
  { service: 'ses', operation: '*', error: 'TooManyRequestsException', rate: 0.3 },
  { service: 'sqs', operation: '*', error: 'ServiceUnavailable', rate: 0.3 },
  { service: 'events', operation: '*', error: 'InternalFailure', rate: 0.3 },
]

test(
  'with three of ten calls failing everywhere, every request succeeds or says 503, nothing is lost and nothing doubled',
  async () => {
    const busy = await createBusyOrg(stack())
    const before = (await scanTable(stack())).length
    for (const fault of sick) await breakDown(stack(), fault)
    const answers: Answer[] = []
    const patiently = async (send: () => Promise<Answer>): Promise<Answer> => {
      for (let attempt = 0; ; attempt++) {
        const answer = await send()
        answers.push(answer)
        if (answer.status !== 503 || attempt === 20) return answer
      }
    }
    const people = await together(figure(16, 240), async index => {
      const email = freshEmail('sick')
      const key = { 'idempotency-key': crypto.randomUUID() }
      const made = await patiently(() => inviteMany(stack(), busy, [{ email }], key))
      const { user: person, invitation } = made.body.results[0]
      const path = `/v1/orgs/${busy.id}/users/${person.id}`
      await patiently(() => ask(stack(), 'PATCH', path, { token: busy.owner.token, body: { firstName: `No. ${index}` } }))
      await patiently(() => ask(stack(), 'GET', path, { token: busy.owner.token }))
      return { email, path, person, invitation, index }
    })
    const ends = ['accept', 'cancel', 'resend', 'stay']
    await Promise.all(
      people.map(async ({ email, path, invitation, index }) => {
        const end = ends[index % ends.length]
        const at = `/v1/orgs/${busy.id}/invitations/${invitation.id}`
        if (end === 'cancel') await patiently(() => ask(stack(), 'DELETE', at, { token: busy.owner.token }))
        if (end === 'resend') await patiently(() => ask(stack(), 'POST', `${at}/resend`, { token: busy.owner.token }))
        if (end !== 'accept') return
        const invitationToken = await tokenFor(stack(), email)
        await patiently(() => accept(stack(), invitationToken))
        await patiently(() => ask(stack(), 'POST', `${path}/suspend`, { token: busy.owner.token }))
      }),
    )
    await mend(stack())
    // Tried again after its answer got lost, a request may find its own work done.
    expect(unclean(answers, '200', '204', '410 invitation_accepted', '409 wrong_status')).toEqual([])
    await advance(stack(), 61)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
    const items = await scanTable(stack())
    expect(items.length).toBeGreaterThan(before)
    const events = eventsIn(items, busy.id)
    const kinds: Record<string, string[]> = {
      accept: ['invitation.created', 'user.changed', 'invitation.accepted', 'user.suspended'],
      cancel: ['invitation.created', 'user.changed', 'invitation.cancelled'],
      resend: ['invitation.created', 'user.changed', 'invitation.resent'],
      stay: ['invitation.created', 'user.changed'],
    }
    const told = new Set((await published()).map(({ detail }) => detail.id))
    for (const { email, person, index } of people) {
      const own = events.filter(({ target }) => target.id === person.id)
      expect(own.map(({ type }) => type).toSorted()).toEqual(kinds[ends[index % ends.length] ?? '']?.toSorted())
      if (people.length < 100) for (const { id } of own) expect(told.has(id)).toBe(true)
      const mails = await mailTo(stack(), email)
      const links = linksIn(mails).size
      expect(links).toBeLessThanOrEqual(ends[index % ends.length] === 'resend' ? 2 : 1)
      if (ends[index % ends.length] !== 'cancel') expect(links).toBeGreaterThanOrEqual(1)
    }
  },
  long,
)
