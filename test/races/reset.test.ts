import { beforeAll, beforeEach, expect, test } from 'vitest'
import { choosePassword, create } from '../support/accounts.ts'
import { tally, unclean, verdictOf } from '../support/answers.ts'
import { type Answer, advance, ask, settle, tokenFor } from '../support/api.ts'
import {
  type Broken,
  breakDown,
  cutAtCognito,
  cutAtDynamoDb,
  deadAfter,
  mend,
  runSchedule,
  switchOffSchedule,
} from '../support/faults.ts'
import { figure, some, times, together } from '../support/figures.ts'
import {
  addMember,
  again,
  createBusyOrg,
  freshEmail,
  invited,
  type Member,
  type Org,
  PASSWORD,
  signIn,
  userOf,
} from '../support/people.ts'
import { confirm, forgot, linkFor, reset, resetMails } from '../support/resets.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
const pastLease = 61
const long = figure(120_000, 3_600_000)

beforeAll(async () => {
  org = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})
beforeEach(async () => {
  await mend(stack())
  org.owner = await again(stack(), org.owner)
})

const chosen = 'my very own 43'
const temporary = (id: string, temporaryPassword = 'given by the desk 7') =>
  reset(stack(), org, id, { mode: 'temporary', temporaryPassword })
const orgAs = async (token: string) => (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token })).status
const resets = async (id: string) =>
  eventsIn(await scanTable(stack()), org.id).filter(({ type, target }) => type === 'user.password_reset' && target.id === id)
const signsIn = (email: string, password: string) =>
  signIn(stack(), email, password).then(
    token => orgAs(token),
    () => 0,
  )

/** Until it is no more a matter of waiting; at the latest when the lease is over. */
async function patiently(send: () => Promise<Answer>): Promise<Answer> {
  const answer = await send()
  if (answer.status !== 503) return answer
  await advance(stack(), pastLease)
  org.owner = await again(stack(), org.owner)
  return send()
}

async function soundAfterSchedule() {
  await advance(stack(), pastLease)
  await runSchedule(stack())
  expect(await unsound(stack())).toEqual([])
}

// Setting a temporary password reads once, takes its lease, gives Cognito the password, signs out, reads the user and commits.
const lease = 1
const commit = 3

const cuts: Record<string, Broken[]> = {
  'before the first read': [cutAtDynamoDb('*', 'ConnectionRefused')],
  'before the lease is taken': deadAfter(lease),
  'after the lease was taken, unheard, and then dead': [cutAtDynamoDb('*', 'ConnectionLost', { skip: lease })],
  'before the password is set': [cutAtCognito('AdminSetUserPassword', 'ConnectionRefused'), ...deadAfter(commit - 1)],
  'before the password is set, with time to tidy up': [cutAtCognito('AdminSetUserPassword', 'TooManyRequestsException')],
  'after the password was set, unheard': [cutAtCognito('AdminSetUserPassword', 'ConnectionLost'), ...deadAfter(commit - 1)],
  'after the password was set, unheard, with time to tidy up': [cutAtCognito('AdminSetUserPassword', 'ConnectionLost')],
  'before signing out': [cutAtCognito('AdminUserGlobalSignOut', 'ConnectionRefused'), ...deadAfter(commit - 1)],
  'before the user is read': deadAfter(commit - 1),
  'before the commit': deadAfter(commit),
  'before the commit, with time to tidy up': [cutAtDynamoDb('TransactWriteItems', 'ConnectionRefused')],
  'after the commit, unheard': [cutAtDynamoDb('TransactWriteItems', 'ConnectionLost')],
  'after the commit, unheard, and then dead': [cutAtDynamoDb('*', 'ConnectionLost', { skip: commit })],
}

async function cutOff(send: () => Promise<Answer>, faults: Broken[], ...expected: string[]): Promise<Answer> {
  for (const fault of faults) await breakDown(stack(), fault)
  const answer = await send()
  await mend(stack())
  expect(unclean([answer], ...expected)).toEqual([])
  return answer
}

test.each(some(Object.entries(cuts)))(
  'a temporary password cut off %s is set by another try, and the old one and its sessions are over',
  async (_, faults) => {
    const person = await addMember(stack(), org)
    await cutOff(() => temporary(person.id), faults, '200')
    expect(verdictOf(await patiently(() => temporary(person.id, 'given by the desk 8')))).toBe('200')
    await expect(choosePassword(stack(), person.email, 'given by the desk 8', chosen)).resolves.toBeTypeOf('string')
    expect(await orgAs(person.token)).toBe(401)
    await soundAfterSchedule()
  },
)

test.each(some(Object.entries(cuts), true))(
  'a temporary password cut off %s leaves one state after one run of the schedule: all of it, or nothing',
  async (_, faults) => {
    const person = await addMember(stack(), org)
    await cutOff(() => temporary(person.id), faults, '200')
    await soundAfterSchedule()
    const { mustChangePassword } = await userOf(stack(), org, person.id)
    expect(await resets(person.id)).toHaveLength(mustChangePassword ? 1 : 0)
    expect(await signsIn(person.email, PASSWORD)).toBe(mustChangePassword ? 0 : 200)
    if (mustChangePassword) await choosePassword(stack(), person.email, 'given by the desk 7', chosen)
  },
)

// Confirming counts, reads three times and counts, takes its lease, has Cognito set the password, signs out, reads twice and commits.
const leased = 5
const recorded = 8

const confirmCuts: Record<string, Broken[]> = {
  'before the lease is taken': deadAfter(leased),
  'after the lease was taken, unheard, and then dead': [cutAtDynamoDb('*', 'ConnectionLost', { skip: leased })],
  'before Cognito hears of it': [cutAtCognito('ConfirmForgotPassword', 'ConnectionRefused'), ...deadAfter(leased + 1)],
  'before Cognito hears of it, with time to tidy up': [cutAtCognito('ConfirmForgotPassword', 'TooManyRequestsException')],
  'after Cognito set the password, unheard': [cutAtCognito('ConfirmForgotPassword', 'ConnectionLost')],
  'after Cognito set the password, and then dead': deadAfter(leased + 1),
  'before signing out': [cutAtCognito('AdminUserGlobalSignOut', 'ConnectionRefused')],
  'before the commit': deadAfter(recorded),
  'before the commit, with time to tidy up': [cutAtDynamoDb('TransactWriteItems', 'ConnectionRefused')],
  'after the commit, unheard': [cutAtDynamoDb('TransactWriteItems', 'ConnectionLost')],
  'when the Cognito user was removed to be made anew': [cutAtCognito('AdminCreateUser', 'ConnectionRefused')],
  'when the new Cognito user has no password yet': [cutAtCognito('AdminSetUserPassword', 'ConnectionRefused')],
}

/** Somebody who accepted by the mailbox, or whose account others made. */
async function somebody(proven: boolean): Promise<Member> {
  if (proven) return addMember(stack(), org)
  const { body } = await create(stack(), org, {
    email: freshEmail('victim'),
    temporaryPassword: PASSWORD,
    mustChangePassword: false,
  })
  return { id: body.id, email: body.email, token: await signIn(stack(), body.email) }
}

const confirming = Object.entries(confirmCuts).flatMap(([name, faults]) =>
  [true, false].map(proven => [name, proven ? 'proven' : 'unproven', faults] as const),
)

test.each(some(confirming))(
  'a new password cut off %s, of an address that was %s, leaves one state after one run of the schedule, and the next link works',
  async (_, kind, faults) => {
    const person = await somebody(kind === 'proven')
    await forgot(stack(), person.email)
    const link = await linkFor(stack(), person.email)
    await advance(stack(), 10) // Cognito's clock is trusted to a few seconds
    await cutOff(() => confirm(stack(), link, chosen), faults, '204')
    await soundAfterSchedule()
    const done = (await resets(person.id)).length > 0
    if (done)
      expect(
        await orgAs(
          await again(stack(), person).then(
            ({ token }) => token,
            () => person.token,
          ),
        ),
      ).not.toBe(200)
    else expect(await signsIn(person.email, PASSWORD)).toBe(200)
    await forgot(stack(), person.email)
    expect(verdictOf(await confirm(stack(), await linkFor(stack(), person.email), 'my very own 44'))).toBe('204')
    expect(await signsIn(person.email, 'my very own 44')).toBe(200)
    expect(await signsIn(person.email, PASSWORD)).toBe(0)
    await soundAfterSchedule()
  },
)

test(
  'one link used sixteen times at once sets one password',
  async () => {
    for (const index of times(figure(4, 50))) {
      const person = await somebody(index % 2 === 0)
      await forgot(stack(), person.email)
      const link = await linkFor(stack(), person.email)
      const answers = await together(16, n => confirm(stack(), link, `my very own ${n}`))
      expect(unclean(answers, '204', '422 invalid_code')).toEqual([])
      expect(tally(answers)['204']).toBe(1)
      const winner = answers.findIndex(({ status }) => status === 204)
      expect(await signsIn(person.email, `my very own ${winner}`)).toBe(200)
      expect(await resets(person.id)).toHaveLength(1)
      await advance(stack(), 60) // thirty codes a minute
      org.owner = await again(stack(), org.owner)
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  'temporary passwords set at once by several, and suspending, erasing or using a link at the same moment: one state, and everything fits',
  async () => {
    for (const index of times(figure(6, 60))) {
      const person = await addMember(stack(), org)
      await forgot(stack(), person.email)
      const link = await linkFor(stack(), person.email)
      const path = `/v1/orgs/${org.id}/users/${person.id}`
      const post = (action: string) => ask(stack(), 'POST', `${path}/${action}`, { token: org.owner.token })
      const rival = [
        () => temporary(person.id, 'given by the desk 9'),
        () => post('suspend'),
        () => confirm(stack(), link, chosen),
        async () => {
          await post('suspend')
          return ask(stack(), 'DELETE', `${path}?permanent=true&confirm=${person.id}`, { token: org.owner.token })
        },
      ][index % 4] as () => Promise<Answer>
      const answers = await Promise.all([temporary(person.id), rival(), temporary(person.id, 'given by the desk 8')])
      expect(unclean(answers, '200', '204', '404 not_found', '409 wrong_status', '422 invalid_code')).toEqual([])
      await advance(stack(), pastLease)
      await runSchedule(stack())
      org.owner = await again(stack(), org.owner)
      expect(await unsound(stack()), `round ${index}`).toEqual([])
    }
  },
  long,
)

test(
  'a temporary password set while the person joins another organization: one of the two comes first, and no administrator walks into the other',
  async () => {
    const other = await createBusyOrg(stack(), { name: 'Other' })
    for (const index of times(figure(6, 100))) {
      const person = await addMember(stack(), org)
      await invited(stack(), other, { email: person.email })
      const token = await tokenFor(stack(), person.email)
      const accepting = () => ask(stack(), 'POST', '/v1/invitations/accept', { body: { token }, token: person.token })
      const works = [accepting, () => temporary(person.id)]
      const answers = await Promise.all((index % 2 ? works : works.toReversed()).map(work => work()))
      expect(unclean(answers, '200', '403 beyond_your_rights', '401')).toEqual([])
      const { memberships, mustChangePassword } = (await scanTable(stack())).find(({ pk }) => pk === `IDENTITY#${person.id}`)
      expect([memberships[other.id], mustChangePassword], answers.map(verdictOf).join()).not.toEqual(['active', true])
      for (const one of [org, other]) one.owner = await again(stack(), one.owner)
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test('a link asked for twice at once is mailed once or twice, and the newest works', async () => {
  const person = await addMember(stack(), org)
  await Promise.all([forgot(stack(), person.email), forgot(stack(), person.email)])
  await settle(stack())
  expect([1, 2]).toContain((await resetMails(stack(), person.email)).length)
  expect(verdictOf(await confirm(stack(), await linkFor(stack(), person.email), chosen))).toBe('204')
})
