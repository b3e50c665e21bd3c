import { beforeAll, beforeEach, expect, test } from 'vitest'
import { unclean, verdictOf } from '../support/answers.ts'
import { type Answer, advance, ask, settle, tokenFor } from '../support/api.ts'
import { accept, breakDown, mend, runSchedule, switchOffSchedule } from '../support/faults.ts'
import { figure, times } from '../support/figures.ts'
import { createBusyOrg, freshEmail, invited, type Org, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, invitationsIn, scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
let org: Org
let other: Org
const rounds = figure(24, 200)
const long = figure(180_000, 3_600_000)
const pastLease = 61
const pastExpiry = 30 * 86_400 + 1

beforeAll(async () => {
  org = await createBusyOrg(stack())
  other = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})

const renewTokens = async () => {
  for (const { owner } of [org, other]) owner.token = await signIn(stack(), owner.email)
}
beforeEach(renewTokens)

const path = (of: Org, invitation: { id: string }) => `/v1/orgs/${of.id}/invitations/${invitation.id}`
const cancel = (of: Org, invitation: { id: string }) => ask(stack(), 'DELETE', path(of, invitation), { token: of.owner.token })
const resend = (of: Org, invitation: { id: string }) =>
  ask(stack(), 'POST', `${path(of, invitation)}/resend`, { token: of.owner.token })
const decline = (token: string) => ask(stack(), 'POST', '/v1/invitations/decline', { body: { token } })

const ends = ['accepted', 'declined', 'cancelled']
/** What each refusal says has happened before. */
const becauseOf: Record<string, string[]> = {
  '410 invitation_accepted': ['accepted'],
  '410 invitation_declined': ['declined'],
  '410 invitation_cancelled': ['cancelled', 'resent'],
  '410 invitation_expired': ['expired', 'time'],
  '409 sign_in_required': ['accepted'],
  '409 wrong_status': ['accepted', 'declined', 'cancelled'],
}

async function race(round: number) {
  const email = freshEmail('ending')
  const { user, invitation } = await invited(stack(), org, { email })
  const token = await tokenFor(stack(), email)
  const expires = round % 3 === 2
  const requests: Record<string, () => Promise<Answer>> = {
    accepted: () => accept(stack(), token),
    cancelled: () => cancel(org, invitation),
    resent: () => resend(org, invitation),
    declined: () => decline(token),
  }
  const names = Object.keys(requests)
  const turned = [...names.slice(round % names.length), ...names.slice(0, round % names.length)]
  const [, ...answers] = await Promise.all([
    expires && advance(stack(), pastExpiry).then(() => runSchedule(stack())),
    ...turned.map(async name => [name, await requests[name]?.()] as const),
  ])
  return { email, user, invitation, expires, answers: answers.map(([name, answer]) => ({ name, answer: answer as Answer })) }
}

test(
  `accept, cancel, resend, decline and the schedule at once on one invitation, ${rounds} times: it ends in one way, and every answer fits`,
  async () => {
    const seen: Record<string, number> = {}
    for (const round of times(rounds)) {
      const { email, user, invitation, expires, answers } = await race(round)
      const items = await scanTable(stack())
      const events: string[] = eventsIn(items, org.id)
        .filter(event => event.invitation?.id === invitation.id)
        .map(({ type }) => type.replace('invitation.', ''))
      const told = JSON.stringify([events, answers.map(({ name, answer }) => `${name}: ${verdictOf(answer)}`)])
      expect(
        unclean(
          answers.map(({ answer }) => answer),
          '200',
          '204',
          '401',
          ...Object.keys(becauseOf),
        ),
        told,
      ).toEqual([])
      const done = answers.filter(({ answer }) => answer.status < 300).map(({ name }) => name)
      expect(events.filter(type => type !== 'created' && type !== 'expired').toSorted(), told).toEqual(done.toSorted())
      expect(events.filter(type => ends.includes(type)).length, told).toBeLessThanOrEqual(1)
      for (const { answer } of answers) {
        const reasons = becauseOf[verdictOf(answer)]
        if (reasons)
          expect(
            [...events, ...(expires ? ['time'] : [])].some(type => reasons.includes(type)),
            told,
          ).toBe(true)
      }
      const [end = events.includes('expired') ? 'expired or pending' : 'pending'] = events.filter(type => ends.includes(type))
      const state = invitationsIn(items, org.id).find(({ id }) => id === invitation.id).status
      expect(end, told).toContain(state)
      const row = usersIn(items, org.id).find(({ id }) => id === user.id)
      const statuses: Record<string, string | undefined> = { accepted: 'active', pending: 'invited', expired: 'expired' }
      expect(row?.status, told).toBe(statuses[state])
      if (state === 'declined' || state === 'cancelled') {
        await advance(stack(), pastLease)
        await runSchedule(stack())
        const left = (await scanTable(stack())).filter(({ pk }) => pk === `IDENTITY#${user.id}` || pk === `EMAIL#${email}`)
        expect(left, told).toEqual([])
      }
      seen[state] = (seen[state] ?? 0) + 1
      await renewTokens()
    }
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
    expect(Object.keys(seen).length, JSON.stringify(seen)).toBeGreaterThan(1)
  },
  long,
)

test(
  'two organizations that withdraw their invitations of one new person at once leave no identity and no claim on the email',
  async () => {
    for (const round of times(figure(12, 100))) {
      const email = freshEmail('twice')
      const one = await invited(stack(), org, { email })
      const token = await tokenFor(stack(), email)
      const two = await invited(stack(), other, { email })
      expect(two.user.id).toBe(one.user.id)
      const answers = await Promise.all([round % 2 ? cancel(org, one.invitation) : decline(token), cancel(other, two.invitation)])
      expect(unclean(answers, '204')).toEqual([])
      const items = await scanTable(stack())
      expect(items.filter(({ pk }) => pk === `IDENTITY#${one.user.id}` || pk === `EMAIL#${email}`)).toEqual([])
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test('an invitation cancelled at the moment when the schedule clears its lease leaves no identity and no claim on the email', async () => {
  const { table } = await import('../../shared/aws/dynamodb.ts')
  const { credentials } = await import('../../shared/aws/cognito.ts')
  const { sweepLease } = await import('../../shared/data/sweeping.ts')
  const { now } = await import('../../shared/clock.ts')
  const { user, invitation, email } = await halfAccepted()
  const once = onlyOnce(() => cancel(org, invitation))
  const meanwhile = { ...credentials, remove: (userId: string) => once().then(() => credentials.remove(userId)) }
  await sweepLease(table, meanwhile, user.id, now(), crypto.randomUUID())
  const left = (await scanTable(stack())).filter(({ pk }) => pk === `IDENTITY#${user.id}` || pk === `EMAIL#${email}`)
  expect(left).toEqual([])
  expect(await unsound(stack())).toEqual([])
})

test('somebody invited again at the moment when the schedule clears what was left of the first time can accept', async () => {
  const { table } = await import('../../shared/aws/dynamodb.ts')
  const { credentials } = await import('../../shared/aws/cognito.ts')
  const { sweepLease } = await import('../../shared/data/sweeping.ts')
  const { now } = await import('../../shared/clock.ts')
  const { user, invitation, email } = await halfAccepted()
  expect(await cancel(org, invitation)).toMatchObject({ status: 204 })
  const once = onlyOnce(() => invited(stack(), org, { email }))
  const meanwhile = { ...credentials, remove: (userId: string) => once().then(() => credentials.remove(userId)) }
  await sweepLease(table, meanwhile, user.id, now(), crypto.randomUUID())
  expect(await unsound(stack())).toEqual([])
  expect(verdictOf(await accept(stack(), await tokenFor(stack(), email)))).toBe('200')
  expect(await unsound(stack())).toEqual([])
})

test('a user changed again and again while accepting does not keep the person out', async () => {
  const email = freshEmail('edited')
  const { user } = await invited(stack(), org, { email })
  const token = await tokenFor(stack(), email)
  const change = (index: number) =>
    ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${user.id}`, { token: org.owner.token, body: { phone: `+1 555 ${index}` } })
  const [accepted, ...changes] = await Promise.all([accept(stack(), token), ...times(16).map(change)])
  expect(unclean([accepted, ...changes], '200')).toEqual([])
  // Whoever was turned away for now can try again at once.
  if (accepted.status === 503) expect(verdictOf(await accept(stack(), token))).toBe('200')
  expect(await unsound(stack())).toEqual([])
})

/** Somebody invited, whose accepting broke off after the Cognito user was made. */
async function halfAccepted() {
  const email = freshEmail('half')
  const { user, invitation } = await invited(stack(), org, { email })
  const token = await tokenFor(stack(), email)
  await breakDown(stack(), { service: 'cognito', operation: 'AdminSetUserPassword', error: 'ConnectionRefused' })
  expect(unclean([await accept(stack(), token)])).toEqual([])
  await mend(stack())
  await settle(stack())
  return { email, user, invitation, token }
}

function onlyOnce<T>(work: () => Promise<T>): () => Promise<T> {
  let first: Promise<T> | undefined
  return () => (first ??= work())
}
