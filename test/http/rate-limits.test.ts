import { beforeAll, expect, test } from 'vitest'
import { type Answer, ask, control, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import { times } from '../support/figures.ts'
import { again, createOrg, freshEmail, invite, invited, inviteMany, type Org, PASSWORD } from '../support/people.ts'
import { expectProblem } from '../support/problems.ts'
import { nextWindow, postFrom, wrongToken } from '../support/rates.ts'
import { wholeTable } from '../support/records.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
beforeAll(() => control(stack(), '/schedules', { enabled: false }))

const one = (org: Org, entry: object = {}) => invite(stack(), org, { email: freshEmail(), ...entry })
const people = (count: number, entry: object = {}) => times(count).map(() => ({ email: freshEmail(), ...entry }))
const codes = ({ body }: Answer): string[] => body.results.map(({ status, error }: Json) => error?.code ?? status)
const limit = (org: Org, limits: object) => stack().invoke('setLimits', { orgId: org.id, ...limits })
const resend = (org: Org, id: string) =>
  ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations/${id}/resend`, { token: org.owner.token })
const cancel = (org: Org, id: string) =>
  ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${id}`, { token: org.owner.token })

/** A fresh organization at the beginning of a minute, or of a day. */
async function orgAt(span: 'minute' | 'day', limits: object = {}): Promise<Org> {
  await nextWindow(stack(), span)
  const org = await createOrg(stack())
  await limit(org, limits)
  if (span === 'minute') await nextWindow(stack(), span)
  return org
}

async function tomorrow(org: Org): Promise<void> {
  await nextWindow(stack(), 'day')
  org.owner = await again(stack(), org.owner)
}

function expectLimited(answer: Answer, most: number, window: number, limited: string): void {
  expect(expectProblem(answer, 429, 'rate_limited')).toMatchObject({ limit: most, limited })
  const seconds = Number(answer.headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(window)
}

test('20 invitation requests a minute: the 21st is 429 and leaves nothing behind, and the next minute is free again', async () => {
  const [org, other] = [await createOrg(stack()), await orgAt('minute')]
  for (const _ of times(20)) expect(codes(await one(org))).toEqual(['created'])
  await settle(stack())
  const before = await wholeTable(stack())
  expectLimited(await one(org), 20, 60, 'requests')
  expectLimited(await inviteMany(stack(), org, people(2)), 20, 60, 'requests')
  expect(await wholeTable(stack())).toEqual(before)
  expect(codes(await one(other))).toEqual(['created'])
  await nextWindow(stack(), 'minute')
  expect(codes(await one(org))).toEqual(['created'])
})

test('a hundred people are one request; one that nobody comes of counts, and one repeated by its key does not', async () => {
  const org = await orgAt('minute', { invitesPerMinute: 3 })
  const [bulk, key] = [people(100), { 'idempotency-key': 'bulk' }]
  const first = await inviteMany(stack(), org, bulk, key)
  expect(new Set(codes(first))).toEqual(new Set(['created']))
  for (const _ of times(4)) expect((await inviteMany(stack(), org, bulk, key)).body).toEqual(first.body)
  expect(codes(await one(org, { email: org.owner.email }))).toEqual(['already_member'])
  const late = people(1)
  expect(codes(await inviteMany(stack(), org, people(1), { 'idempotency-key': 'third' }))).toEqual(['created'])
  expectLimited(await inviteMany(stack(), org, late, { 'idempotency-key': 'fourth' }), 3, 60, 'requests')
  expectLimited(await one(org, { email: org.owner.email }), 3, 60, 'requests')
  expect((await inviteMany(stack(), org, bulk, key)).body).toEqual(first.body)
  await nextWindow(stack(), 'minute')
  expect(codes(await inviteMany(stack(), org, late, { 'idempotency-key': 'fourth' }))).toEqual(['created'])
})

test('what the operator sets counts with the next request', async () => {
  const org = await orgAt('minute', { invitesPerMinute: 1 })
  expect(codes(await one(org))).toEqual(['created'])
  expectLimited(await one(org), 1, 60, 'requests')
  await limit(org, { invitesPerMinute: 2 })
  expect(codes(await one(org))).toEqual(['created'])
  expectLimited(await one(org), 2, 60, 'requests')
  await limit(org, { invitesPerMinute: 100, invitesPerDay: 2 })
  expect(codes(await one(org))).toEqual(['rate_limited'])
  await limit(org, { invitesPerDay: 3, mailsPerAddress: 0 })
  expect(codes(await one(org))).toEqual(['rate_limited'])
  await limit(org, { mailsPerAddress: 1 })
  expect(codes(await one(org))).toEqual(['created'])
})

test('so many addresses a day: those of a request for whom there is room go through, each of the others says why not', async () => {
  const org = await orgAt('day', { invitesPerDay: 40 })
  expect(codes(await inviteMany(stack(), org, people(7)))).toEqual(times(7).map(() => 'created'))
  const [member, ...rest] = [{ email: org.owner.email }, ...people(99)]
  const answer = await inviteMany(stack(), org, [member, ...rest])
  expect(answer.status).toBe(200)
  expect(codes(answer)).toEqual(['already_member', ...times(33).map(() => 'created'), ...times(66).map(() => 'rate_limited')])
  expect(answer.body.results[99].error).toMatchObject({ status: 429, limit: 40, limited: 'addresses' })
  const alone = await one(org)
  expect(codes(alone)).toEqual(['rate_limited'])
  expect(alone.body.results[0].error.detail).toMatch(/At most 40 addresses a day .*T00:00:00\.000Z/)
  await tomorrow(org)
  expect(codes(await inviteMany(stack(), org, people(41)))).toEqual([...times(40).map(() => 'created'), 'rate_limited'])
})

test('5 mails a day to one address: sending and inviting again count; the newest link goes on working', async () => {
  const [other, org] = [await createOrg(stack()), await orgAt('day')]
  other.owner = await again(stack(), other.owner)
  const email = freshEmail()
  const first = await invited(stack(), org, { email })
  for (const sent of times(3)) {
    expect(await mailTo(stack(), email)).toHaveLength(sent + 1)
    expect((await resend(org, first.invitation.id)).status).toBe(200)
  }
  expect(await mailTo(stack(), email)).toHaveLength(4)
  expect((await cancel(org, first.invitation.id)).status).toBe(204)
  const second = await invited(stack(), org, { email })
  expectLimited(await resend(org, second.invitation.id), 5, 86_400, 'mails')
  expect(await mailTo(stack(), email)).toHaveLength(5)
  const lookup = await ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token: await tokenFor(stack(), email) } })
  expect(lookup.status).toBe(200)
  expect((await cancel(org, second.invitation.id)).status).toBe(204)
  expect(codes(await inviteMany(stack(), org, [{ email }, ...people(1)]))).toEqual(['rate_limited', 'created'])
  expect(codes(await one(other, { email }))).toEqual(['created'])
  await tomorrow(org)
  expect((await resend(org, (await invited(stack(), org, { email })).invitation.id)).status).toBe(200)
})

test('5 mails a day to one mailbox, whoever they are about', async () => {
  const org = await orgAt('day')
  const communicationEmail = freshEmail('shared')
  const shared = () => people(7, { communicationEmail })
  expect(codes(await inviteMany(stack(), org, shared()))).toEqual([
    ...times(5).map(() => 'created'),
    ...times(2).map(() => 'rate_limited'),
  ])
  expect(codes(await one(org, { communicationEmail }))).toEqual(['rate_limited'])
  expect(await mailTo(stack(), communicationEmail)).toHaveLength(5)
})

test('10 wrong tokens a minute from one address; a good one works beside them, and costs no write to look up', async () => {
  const org = await orgAt('minute')
  const email = freshEmail()
  await invited(stack(), org, { email })
  const token = await tokenFor(stack(), email)
  await settle(stack())
  await nextWindow(stack(), 'minute')
  const post = (route: string, body: object, headers = {}) =>
    ask(stack(), 'POST', `/v1/invitations/${route}`, {
      body: { ...(route === 'accept' && { password: PASSWORD }), ...body },
      headers,
    })
  const routes = ['lookup', 'accept', 'decline']
  for (const index of times(10))
    expectProblem(await post(routes[index % 3] ?? '', { token: wrongToken(index) }), 404, 'invitation_not_found')
  for (const route of routes) expectLimited(await post(route, { token: wrongToken(0) }), 10, 60, 'tokens')
  expectLimited(await post('lookup', { token: 'x' }, { 'x-forwarded-for': '192.0.2.7' }), 10, 60, 'tokens')
  expect(await postFrom(stack(), '127.0.0.2', '/v1/invitations/lookup', { token: wrongToken(1) })).toBe(404)
  const before = await wholeTable(stack())
  expect((await post('lookup', { token })).status).toBe(200)
  expect(await wholeTable(stack())).toEqual(before)
  expect((await post('accept', { token })).body).toMatchObject({ email, status: 'active' })
  expectProblem(await post('decline', { token }), 410, 'invitation_accepted')
  await nextWindow(stack(), 'minute')
  expectProblem(await post('decline', { token: wrongToken(2) }), 404, 'invitation_not_found')
})
