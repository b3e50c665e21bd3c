import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { putSetting } from '../support/accounts.ts'
import { type Answer, advance, ask, type Json, mailTo, settle } from '../support/api.ts'
import { runSchedule, switchOffSchedule } from '../support/faults.ts'
import { figure, times } from '../support/figures.ts'
import { addMember, again, createBusyOrg, createOrg, freshEmail, invited, type Member, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { nextWindow } from '../support/rates.ts'
import { putSite, wholeTable } from '../support/records.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
beforeAll(() => switchOffSchedule(stack()))

const post = (org: Org, query: string, entries: unknown[], { by = org.owner, headers = {} } = {}): Promise<Answer> =>
  ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations${query}`, { token: by.token, body: { invitations: entries }, headers })
const dry = (org: Org, entries: unknown[], how: { by?: Member; headers?: Record<string, string> } = {}) =>
  post(org, '?dryRun=true', entries, how)
const codes = ({ body }: Answer): string[] =>
  body.results.map(({ status, error }: Json) => (error ? `${error.status} ${error.code} ${error.limited ?? ''}`.trim() : status))
const people = (count: number, entry: object = {}) => times(count).map(() => ({ email: freshEmail(), ...entry }))
const limit = (org: Org, limits: object) => stack().invoke('setLimits', { orgId: org.id, ...limits })

const withoutRequests = (items: Record<string, Json>) =>
  Object.fromEntries(Object.entries(items).filter(([key]) => !key.startsWith('RATE#requests#')))

test('L3: each entry gets its verdict in order, with the seats needed, and nothing is written, mailed or remembered', async () => {
  const org = await createBusyOrg(stack(), { seats: 3 })
  const { user } = await invited(stack(), org, { email: freshEmail() })
  const known = await addMember(stack(), await createOrg(stack()))
  const twice = freshEmail()
  const entries = [
    { email: org.owner.email },
    { email: user.email },
    { email: known.email },
    { email: twice },
    { email: twice.toUpperCase() },
    { email: 'no' },
    { email: freshEmail(), roleIds: ['rol_nobody'] },
    { email: freshEmail(), siteIds: ['ste_nowhere'] },
    ...people(2),
  ]
  await settle(stack())
  const before = await wholeTable(stack())
  const answer = await dry(org, entries, { headers: { 'idempotency-key': 'dry' } })
  expect(answer.status, answer.text).toBe(200)
  expect(codes(answer)).toEqual([
    '409 already_member',
    '409 already_invited',
    'created',
    '409 seat_limit_reached',
    '409 seat_limit_reached',
    ...times(3).map(() => '422 validation_failed'),
    ...times(2).map(() => '409 seat_limit_reached'),
  ])
  expect(answer.body.seats).toEqual({ needed: 4, used: 2, limit: 3 })
  expect(answer.body.results[2]).toEqual({ status: 'created' })
  expect(answer.text).not.toContain(known.id)
  expect(Object.keys(answer.body).toSorted()).toEqual(['results', 'seats'])
  await settle(stack())
  // All but the number of requests of that minute.
  expect(withoutRequests(await wholeTable(stack()))).toEqual(withoutRequests(before))
  expect(await mailTo(stack(), twice)).toEqual([])
  const real = await post(org, '', entries, { headers: { 'idempotency-key': 'dry' } })
  expect(codes(real)).toEqual(codes(answer))
  expect(Object.keys(real.body)).toEqual(['results'])
})

test('a dry run uses up no address and no mail, and tells what the real request would meet', async () => {
  const org = await createBusyOrg(stack())
  await limit(org, { invitesPerDay: 3, mailsPerAddress: 1 })
  const communicationEmail = freshEmail('shared')
  const entries = [...people(2, { communicationEmail }), ...people(3)]
  const expected = ['created', '429 rate_limited mails', 'created', '429 rate_limited addresses', '429 rate_limited addresses']
  for (const _ of times(5)) expect(codes(await dry(org, entries))).toEqual(expected)
  for (const entry of entries) expect(codes(await dry(org, [entry]))).toEqual(['created'])
  expect(codes(await post(org, '', entries))).toEqual(expected)
  expect(codes(await dry(org, [{ email: freshEmail(), communicationEmail }]))).toEqual(['429 rate_limited mails'])
})

test('a dry run is one of the requests of a minute: nobody asks about people without end', async () => {
  const org = await createBusyOrg(stack())
  await limit(org, { invitesPerMinute: 2 })
  await nextWindow(stack(), 'minute')
  org.owner = await again(stack(), org.owner)
  for (const _ of times(2)) expect((await dry(org, people(1))).status).toBe(200)
  expect(expectProblem(await dry(org, people(1)), 429, 'rate_limited').limited).toBe('requests')
  expectProblem(await post(org, '', people(1)), 429, 'rate_limited')
})

test('the seats needed are those of all who fail for nothing else, and exactly enough', async () => {
  const org = await createBusyOrg(stack(), { seats: 2 })
  const entries = [{ email: org.owner.email }, ...people(30), { email: 'no' }]
  const { needed, used } = (await dry(org, entries)).body.seats
  expect([needed, used]).toEqual([30, 1])
  const full = async (seats: number) => {
    await stack().invoke('setSeats', { orgId: org.id, seats })
    return codes(await dry(org, entries)).filter(code => code === '409 seat_limit_reached').length
  }
  expect([await full(used + needed - 1), await full(used + needed)]).toEqual([1, 0])
  await stack().invoke('setSeats', { orgId: org.id, seats: 0 })
  expect((await dry(org, entries)).body.seats).toEqual({ needed: 30, used: 1, limit: 0 })
  await stack().invoke('setSeats', { orgId: org.id, seats: 5, counting: ['rol_owner', 'rol_admin'] })
  const mixed = [...people(3), ...people(2, { roleIds: ['rol_admin'] })]
  expect((await dry(org, mixed)).body.seats).toEqual({ needed: 2, used: 1, limit: 5 })
})

test('a dry run needs the same permission, and takes no other word than true', async () => {
  const org = await createOrg(stack())
  const plain = await addMember(stack(), org)
  expectProblem(await dry(org, people(1), { by: plain }), 403, 'forbidden')
  expectFaults(await post(org, '?dryRun=yes&shoe=1', people(1)), ['query.dryRun', 'query.shoe'])
  expectFaults(await dry(org, []), ['invitations'])
  expectFaults(await dry(org, people(1), { headers: { 'idempotency-key': 'a b' } }), ['Idempotency-Key'])
})

/** Everybody whom an entry may be about, and who asks. */
async function smallOrg(seats: number, users: number, perDay: number) {
  const org = await createBusyOrg(stack())
  await putSite(stack(), org.id, 'ste_north')
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const keeper = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: ['ste_north'] })
  const removed = await addMember(stack(), org)
  await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/users/${removed.id}`, { token: org.owner.token })
  const late = await invited(stack(), org, { email: freshEmail('late') })
  const lateOwner = await invited(stack(), org, { email: freshEmail('late'), roleIds: ['rol_owner'] })
  await advance(stack(), 30 * 86_400 + 1)
  await runSchedule(stack())
  org.owner = await again(stack(), org.owner)
  const overdue = await invited(stack(), org, { email: freshEmail('overdue') })
  await advance(stack(), 30 * 86_400 + 1)
  const callers: Member[] = []
  for (const one of [org.owner, admin, keeper]) callers.push(await again(stack(), one))
  org.owner = callers[0] ?? org.owner
  const open = await invited(stack(), org, { email: freshEmail('open') })
  const emails = [
    org.owner.email,
    removed.email,
    ...[late, lateOwner, overdue, open].map(({ user }) => user.email),
    ...times(6).map(() => freshEmail('new')),
    'somebody@elsewhere.example',
    'no address',
  ]
  const mailboxes = [freshEmail('mailbox'), freshEmail('mailbox')]
  await putSetting(stack(), org.id, 'allowedEmailDomains', { L: [{ S: 'example.com' }] })
  await limit(org, { users, invitesPerDay: perDay, mailsPerAddress: 2 })
  await stack().invoke('setSeats', { orgId: org.id, seats, counting: ['rol_owner', 'rol_admin', 'rol_member'] })
  return { org, callers, emails, mailboxes }
}

const entry = fc.record(
  {
    who: fc.nat({ max: 13 }),
    mailbox: fc.nat({ max: 1 }),
    roleIds: fc.constantFrom<string[]>(
      ['rol_member'],
      ['rol_member'],
      ['rol_admin'],
      ['rol_owner'],
      ['rol_site_admin'],
      ['rol_nobody'],
    ),
    siteIds: fc.constantFrom<string[] | 'all'>(['ste_north'], ['ste_north'], [], ['ste_gone'], 'all'),
  },
  { requiredKeys: ['who'] },
)

const of = (...who: number[]) => who.map(one => ({ who: one }))
const plenty = { seats: 12, users: 14, perDay: 12 }
/** So that every verdict there is comes up, whatever chance brings. */
const examples: [{ who: number; mailbox?: number; roleIds?: string[] }[], typeof plenty, number][] = [
  [
    [...of(0, 5, 3), { who: 6, roleIds: ['rol_owner'] }, { who: 7, roleIds: ['rol_nobody'] }, ...of(12, 13, 8, 9, 9)],
    { ...plenty, seats: 5 },
    1,
  ],
  [of(6, 7), { ...plenty, users: 6 }, 0],
  [of(6, 7), { ...plenty, perDay: 2 }, 0],
  [[6, 7, 8].map(who => ({ who, mailbox: 0 })), plenty, 0],
]

test(
  'for random bulks on a small organization a dry run’s verdicts are those of the real request right after',
  async () => {
    const met = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.record({
          seats: fc.integer({ min: 3, max: 12 }),
          users: fc.integer({ min: 5, max: 14 }),
          perDay: fc.integer({ min: 2, max: 12 }),
        }),
        fc.nat({ max: 2 }),
        async (wishes, { seats, users, perDay }, caller) => {
          const { org, callers, emails, mailboxes } = await smallOrg(seats, users, perDay)
          const by = callers[caller] ?? org.owner
          const entries = wishes.map(({ who, mailbox, ...grants }) => ({
            email: emails[who],
            ...(mailbox !== undefined && { communicationEmail: mailboxes[mailbox] }),
            ...grants,
          }))
          const tried = await dry(org, entries, { by })
          const { needed, used, limit: most } = tried.body.seats
          const real = await post(org, '', entries, { by })
          expect(codes(tried)).toEqual(codes(real))
          for (const code of codes(real)) met.add(code)
          const after = (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body.seats
          expect(after.limit).toBe(most)
          const taken = Math.max(0, after.used - used)
          if (!codes(real).includes('409 seat_limit_reached')) expect(needed).toBe(taken)
          else expect(needed).toBeGreaterThanOrEqual(taken)
        },
      ),
      { numRuns: figure(16, 300), examples },
    )
    expect([...met].toSorted()).toEqual([
      '403 beyond_your_rights',
      '403 grant_beyond_own',
      '409 already_invited',
      '409 already_member',
      '409 seat_limit_reached',
      '409 user_limit_reached',
      '422 email_domain_not_allowed',
      '422 validation_failed',
      '429 rate_limited addresses',
      '429 rate_limited mails',
      'created',
    ])
  },
  figure(240_000, 3_600_000),
)
