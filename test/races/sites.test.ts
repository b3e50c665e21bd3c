import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { create as createUser } from '../support/accounts.ts'
import { unclean, verdictOf } from '../support/answers.ts'
import { type Answer, ask, type Json, settle } from '../support/api.ts'
import { breakDown, mend, switchOffSchedule } from '../support/faults.ts'
import { figure, some, times, together } from '../support/figures.ts'
import { addMember, createBusyOrg, freshEmail, invite, invited, inviteMany, type Org, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable, usersIn } from '../support/table.ts'

// A message that comes again is told each time.
process.env.POWERTOOLS_LOG_LEVEL = 'ERROR'
const stack = useStack()
let org: Org
const long = figure(180_000, 3_600_000)

beforeAll(async () => {
  org = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})
beforeEach(async () => {
  org.owner.token = await signIn(stack(), org.owner.email)
})
afterEach(() => mend(stack()))

const as = (method: string, path: string, body?: unknown): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: org.owner.token, body })
const made = async (): Promise<string> => {
  const { status, body, text } = await as('POST', '/sites', { name: freshEmail('site') })
  if (status !== 201) throw new Error(text)
  return body.id
}
const remove = (id: string, query = `?confirm=${id}`) => as('DELETE', `/sites/${id}${query}`)

/** No row names a site that is not there, nothing is left to do, and there are as many sites as are counted. */
async function expectClean(): Promise<Json[]> {
  expect(await unsound(stack())).toEqual([])
  const items = await scanTable(stack())
  const own: Json[] = items.filter(({ pk }) => pk === `ORG#${org.id}`)
  const there: string[] = own.filter(({ sk }) => sk.startsWith('SITE#')).map(({ site }) => site.id)
  const named = usersIn(items, org.id).flatMap(({ siteIds }) => (siteIds === 'all' ? [] : siteIds))
  expect(named.filter((id: string) => !there.includes(id))).toEqual([])
  const claims = own.filter(({ sk }) => sk.startsWith('SITENAME#')).map(({ siteId }) => siteId)
  expect(claims.toSorted()).toEqual(there.toSorted())
  const ledger = own.find(({ sk }) => sk === 'ROLES')
  expect([ledger.sites, Object.keys(ledger).filter(name => name.startsWith('leaving'))]).toEqual([there.length, []])
  return items
}

/** Every way to give somebody sites. */
async function givers(): Promise<((siteIds: string[]) => Promise<Answer>)[]> {
  const [member, other] = [await addMember(stack(), org), await addMember(stack(), org)]
  const { invitation } = await invited(stack(), org, { email: freshEmail() })
  return [
    siteIds => as('PATCH', `/users/${member.id}`, { siteIds }),
    siteIds => as('PATCH', `/users/${other.id}`, { siteIds, firstName: 'Given' }),
    siteIds => as('PATCH', `/invitations/${invitation.id}`, { siteIds }),
    siteIds => invite(stack(), org, { email: freshEmail(), siteIds }),
    siteIds =>
      inviteMany(
        stack(),
        org,
        times(20).map(() => ({ email: freshEmail(), siteIds })),
      ),
    siteIds => createUser(stack(), org, { email: freshEmail(), siteIds }),
  ]
}

const rounds = figure(4, 100)
test(
  `T2: a site is given by every route while it is deleted, × ${rounds}: nobody is left with it`,
  async () => {
    const give = await givers()
    const kept = await made()
    for (const round of times(rounds)) {
      const site = await made()
      const open = await invited(stack(), org, { email: freshEmail(), siteIds: [site] })
      const correct = () => as('POST', `/invitations/${open.invitation.id}/correct-email`, { email: freshEmail('right') })
      const query = round % 2 ? `?replaceWith=${kept}` : `?confirm=${site}`
      const giving = [...give.map(one => one([kept, site])), correct()]
      const [deleted, ...answers] = await Promise.all([remove(site, query), ...giving])
      expect(unclean([deleted], '204')).toEqual([])
      expect(unclean(answers, '200', '201', '422 validation_failed')).toEqual([])
      if (deleted.status === 503) await remove(site, query)
    }
    await expectClean()
  },
  long,
)

test(
  `T2: two sites are deleted at once, each to be replaced by the other, × ${rounds}: one of them stays, and everybody has it`,
  async () => {
    for (const _ of times(rounds)) {
      const [one, other] = [await made(), await made()]
      const people = [await addMember(stack(), org, { siteIds: [one] }), await addMember(stack(), org, { siteIds: [other] })]
      const answers = await Promise.all([remove(one, `?replaceWith=${other}`), remove(other, `?replaceWith=${one}`)])
      expect(unclean(answers, '204', '404 not_found', '422 validation_failed')).toEqual([])
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
      const left = answers[0].status === 204 ? other : one
      const users = usersIn(await expectClean(), org.id)
      for (const { id } of people) expect(users.find(user => user.id === id).siteIds).toEqual([left])
    }
  },
  long,
)

test(
  'T2: three sites go on into each other, one after the other and all at once: everybody ends with the last',
  async () => {
    const [one, two, three, last] = [await made(), await made(), await made(), await made()]
    const people = []
    for (const siteIds of [[one], [two], [three], [one, three]]) people.push(await addMember(stack(), org, { siteIds }))
    const until = async (work: () => Promise<Answer>) => {
      for (let answer = await work(); answer.status !== 204; answer = await work())
        expect(['503 unavailable', '404 not_found']).toContain(verdictOf(answer))
    }
    await until(() => remove(one, `?replaceWith=${two}`))
    await Promise.all([until(() => remove(two, `?replaceWith=${three}`)), addMember(stack(), org, { siteIds: [three] })])
    await until(() => remove(three, `?replaceWith=${last}`))
    const users = usersIn(await expectClean(), org.id)
    for (const { id } of people) expect(users.find(user => user.id === id).siteIds).toEqual([last])
  },
  long,
)

/** The message that the stream brought, by hand. */
async function messageOf(siteId: string): Promise<Json> {
  const event = eventsIn(await scanTable(stack()), org.id).find(
    ({ type, target }) => type === 'site.deleted' && target.id === siteId,
  )
  return { messageId: `by-hand-${siteId}`, body: JSON.stringify(event), attributes: { MessageGroupId: siteId } }
}
const consume = (...Records: Json[]): Promise<Json> => stack().invoke('withdrawGone', { Records })

/** Nothing gets from the stream into the queues while this is done: the consumer is called by hand alone. */
async function byHand(work: () => Promise<void>): Promise<void> {
  await settle(stack())
  await breakDown(stack(), { service: 'sqs', operation: 'SendMessageBatch', error: 'ServiceUnavailable' })
  await work()
  await mend(stack())
  await settle(stack())
}

async function peopleAt(siteId: string, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < count; from += 100) {
    const entries = times(Math.min(100, count - from)).map(() => ({ email: freshEmail(), siteIds: [siteId] }))
    const key = { 'idempotency-key': crypto.randomUUID() }
    let answer = await inviteMany(stack(), org, entries, key)
    while (answer.status === 503) answer = await inviteMany(stack(), org, entries, key)
    if (answer.status !== 200) throw new Error(answer.text)
    const { body } = answer
    ids.push(...body.results.map(({ user }: Json) => user.id))
  }
  return ids
}

/** Each of them has lost the site, or got the other one, by exactly one event. */
async function expectWithdrawn(ids: string[], siteId: string, after: string[]): Promise<void> {
  const items = await expectClean()
  const told = eventsIn(items, org.id).filter(
    ({ type, changes }) => type === 'user.changed' && changes.siteIds?.before[0] === siteId,
  )
  expect(told.map(({ target }) => target.id).toSorted()).toEqual(ids.toSorted())
  for (const { changes } of told) expect(changes).toEqual({ siteIds: { before: [siteId], after } })
}

const many = figure(200, 5_000)
test(
  `T2: ${many} people lose a site exactly once each, while three of ten calls fail and the message is handled four times at once`,
  async () => {
    const site = await made()
    const ids = await peopleAt(site, many)
    await settle(stack())
    expect((await remove(site)).status).toBe(204)
    for (const error of ['ConnectionLost', 'ThrottlingException', 'ConnectionRefused']) {
      await breakDown(stack(), { service: 'dynamodb', operation: '*', error, rate: 0.3 })
      const message = await messageOf(site)
      await together(4, () => consume(message, message))
      await mend(stack())
    }
    await settle(stack())
    await expectWithdrawn(ids, site, [])
    await expect(consume(await messageOf(site))).resolves.toEqual({ batchItemFailures: [] })
    await expectWithdrawn(ids, site, [])
  },
  long,
)

// A run reads the ledger, then all rows, then each page of people and its transaction; then it ends what was leaving.
const ways = ['ConnectionRefused', 'ConnectionLost'] as const
const cuts = times(14).map(index => [index, ways[index % 2] ?? ways[0]] as const)
test.each(some(cuts))(
  'T2: taking a site from its people, cut off at call %i by %s, goes on where it stopped',
  async (calls, error) => {
    const [site, other] = [await made(), await made()]
    const ids = await peopleAt(site, 60)
    await byHand(async () => {
      expect((await remove(site, `?replaceWith=${other}`)).status).toBe(204)
      const message = await messageOf(site)
      await breakDown(stack(), { service: 'dynamodb', operation: '*', error, ...(calls > 0 && { skip: calls }) })
      const { batchItemFailures } = await consume(message)
      if (calls < 8) expect(batchItemFailures).toHaveLength(1)
    })
    await expectWithdrawn(ids, site, [other])
  },
  long,
)
