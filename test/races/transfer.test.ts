import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { unclean } from '../support/answers.ts'
import { type Answer, ask, type Json, settle } from '../support/api.ts'
import { breakDown, mend, switchOffSchedule } from '../support/faults.ts'
import { figure, some, times, together } from '../support/figures.ts'
import { addMember, createBusyOrg, type Member, type Org, signIn } from '../support/people.ts'
import { freshPlace, give, putResource, seedResources } from '../support/resources.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

// A message that comes again is told each time.
process.env.POWERTOOLS_LOG_LEVEL = 'ERROR'
const stack = useStack()
let org: Org
const long = figure(120_000, 3_600_000)

beforeAll(async () => {
  org = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})
beforeEach(async () => {
  org.owner.token = await signIn(stack(), org.owner.email)
})
afterEach(() => mend(stack()))

const pathOf = ({ id }: Member) => `/v1/orgs/${org.id}/users/${id}`
const remove = (person: Member, heir: Member): Promise<Answer> =>
  ask(stack(), 'DELETE', `${pathOf(person)}?transferTo=${heir.id}`, { token: org.owner.token })
const move = (person: Member, heir: Member): Promise<Answer> =>
  ask(stack(), 'POST', `${pathOf(person)}/transfer`, { token: org.owner.token, body: { toUserId: heir.id } })

const members = async (count: number): Promise<Member[]> => {
  const made: Member[] = []
  for (const _ of times(count)) made.push(await addMember(stack(), org))
  return made
}

/** Each of so many has gone to the heir exactly once, nothing is left, and one event tells it. */
async function expectMoved(from: Member, to: Member, count: number): Promise<void> {
  expect(await unsound(stack())).toEqual([])
  const items = await scanTable(stack())
  const moved: Json[] = items.filter(({ resource }) => resource?.id.startsWith(from.id)).map(({ resource }) => resource)
  expect(moved).toHaveLength(count)
  expect(new Set(moved.map(({ ownerId, version, formerOwner }) => `${ownerId} ${version} ${formerOwner?.id}`))).toEqual(
    new Set([`${to.id} 2 ${from.id}`]),
  )
  const { transfer } = items.find(({ sk }) => sk === `TRANSFER#${from.id}`)
  expect(transfer).toMatchObject({ to: to.id, total: count, moved: count, finishedAt: expect.any(String) })
  const told = eventsIn(items, org.id).filter(({ type, target }) => type === 'resources.transferred' && target.id === from.id)
  expect(told.map(event => event.transfer)).toEqual([expect.objectContaining({ to: to.id, resources: count })])
}

/** The message that the stream brought, by hand. */
async function messageOf({ id }: Member): Promise<Json> {
  const event = eventsIn(await scanTable(stack()), org.id).findLast(
    ({ type, target }) => type === 'user.removed' && target.id === id,
  )
  return { messageId: `by-hand-${id}`, body: JSON.stringify(event), attributes: { MessageGroupId: id } }
}
const consume = (...Records: Json[]): Promise<Json> => stack().invoke('transferResources', { Records })

/** Nothing gets from the stream into the queues while this is done: the consumer is called by hand alone. */
async function byHand(work: () => Promise<void>): Promise<void> {
  await settle(stack())
  await breakDown(stack(), { service: 'sqs', operation: 'SendMessageBatch', error: 'ServiceUnavailable' })
  await work()
  await mend(stack())
  await settle(stack())
}

const many = figure(500, 10_000)
test(
  `A6: ${many} resources all move exactly once, while three of ten calls fail and the message is handled four times at once`,
  async () => {
    const [giver, taker] = await members(2)
    if (!giver || !taker) throw new Error('Nobody is there.')
    await seedResources(stack(), org, giver, many)
    const removed = await remove(giver, taker)
    expect(removed.body.transfer).toMatchObject({ total: many })
    for (const error of ['ConnectionLost', 'ThrottlingException', 'ConnectionRefused']) {
      await breakDown(stack(), { service: 'dynamodb', operation: '*', error, rate: 0.3 })
      const message = await messageOf(giver)
      await together(4, () => consume(message, message))
      await mend(stack())
    }
    await settle(stack())
    await expectMoved(giver, taker, many)
    await expect(consume(await messageOf(giver))).resolves.toEqual({ batchItemFailures: [] })
    await expectMoved(giver, taker, many)
  },
  long,
)

// A run reads what is to do, then page by page: the index, the resources, the transaction; then it reads again and ends.
const ways = ['ConnectionRefused', 'ConnectionLost'] as const
const cuts = times(28).map(index => [Math.floor(index / 2), ways[Math.floor(index / 2 + index) % 2] ?? ways[0]] as const)
test.each(some(cuts))(
  'A6: moving cut off at call %i by %s goes on where it stopped: all arrive, none twice',
  async (calls, error) => {
    const [giver, taker] = await members(2)
    if (!giver || !taker) throw new Error('Nobody is there.')
    await seedResources(stack(), org, giver, 200)
    await byHand(async () => {
      expect((await remove(giver, taker)).status).toBe(200)
      const message = await messageOf(giver)
      await breakDown(stack(), { service: 'dynamodb', operation: '*', error, ...(calls > 0 && { skip: calls }) })
      const { batchItemFailures } = await consume(message)
      if (calls < 12) expect(batchItemFailures).toHaveLength(1)
    })
    await expectMoved(giver, taker, 200)
  },
  long,
)

test(
  'A6: what three people give to one heir, who gets new things meanwhile, all arrives',
  async () => {
    const [taker, ...givers] = await members(4)
    if (!taker) throw new Error('Nobody is there.')
    for (const giver of givers) await seedResources(stack(), org, giver, 100)
    const [places] = [await give(stack(), org, taker, 4)]
    const answers = await Promise.all([
      ...givers.map(giver => remove(giver, taker)),
      ...times(6).map(() => putResource(stack(), org, freshPlace(), { ownerId: taker.id, name: 'New' })),
      ...places.map(place => putResource(stack(), org, place, { ownerId: org.owner.id, name: 'Away' })),
    ])
    expect(unclean(answers, '200')).toEqual([])
    await settle(stack())
    for (const [index, giver] of givers.entries()) if (answers[index]?.status === 200) await expectMoved(giver, taker, 100)
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

const rounds = figure(6, 50)
test(
  `A6: two people who are to hand over to each other at once, ${rounds} times, never do so in a circle`,
  async () => {
    const pair = await members(2)
    const [one, other] = pair
    if (!one || !other) throw new Error('Nobody is there.')
    await seedResources(stack(), org, one, 20)
    await seedResources(stack(), org, other, 20)
    for (const _ of times(rounds)) {
      const answers = await Promise.all([move(one, other), move(other, one), move(one, other)])
      expect(unclean(answers, '200', '409 wrong_status')).toEqual([])
      await settle(stack())
      expect(await unsound(stack())).toEqual([])
    }
    const owned = (await scanTable(stack())).filter(({ resource }) => pair.some(({ id }) => id === resource?.ownerId))
    expect(owned).toHaveLength(40)
  },
  long,
)

test(
  `A6: things given to somebody who is removed at the same time, ${rounds} times, either move on or are refused`,
  async () => {
    const [taker] = await members(1)
    if (!taker) throw new Error('Nobody is there.')
    for (const _ of times(rounds)) {
      const [giver] = await members(1)
      if (!giver) throw new Error('Nobody is there.')
      await give(stack(), org, giver, 2)
      const puts = times(8).map(() => () => putResource(stack(), org, freshPlace(), { ownerId: giver.id, name: 'Late' }))
      const [removed, ...answers] = await Promise.all([remove(giver, taker), ...puts.map(put => put())])
      expect(unclean(removed ? [removed] : [], '200')).toEqual([])
      expect(unclean(answers, '200', '409 heir_not_active', '409 wrong_status')).toEqual([])
      await settle(stack())
      expect(await unsound(stack())).toEqual([])
      const left = (await scanTable(stack())).filter(({ resource }) => resource?.ownerId === giver.id)
      if (removed?.status === 200) expect(left).toEqual([])
    }
  },
  long,
)

const erase = ({ id }: Member): string => `/v1/orgs/${org.id}/users/${id}?permanent=true&confirm=${id}`

test.each(ways.flatMap(error => [0, 1].map(calls => [calls, error] as const)))(
  'a removal and an erasure cut off at call %i by %s are done or not done, and another try finishes them',
  async (calls, error) => {
    const [giver, taker] = await members(2)
    if (!giver || !taker) throw new Error('Nobody is there.')
    await seedResources(stack(), org, giver, 3)
    const cutOff = async (send: () => Promise<Answer>) => {
      await settle(stack())
      await breakDown(stack(), { service: 'dynamodb', operation: '*', error, ...(calls > 0 && { skip: calls }) })
      const first = await send()
      await mend(stack())
      expect(unclean([first])).toEqual([])
      await settle(stack())
      return send()
    }
    expect(unclean([await cutOff(() => remove(giver, taker))], '200', '409 wrong_status')).toEqual([])
    await settle(stack())
    await expectMoved(giver, taker, 3)
    const erased = await cutOff(() => ask(stack(), 'DELETE', erase(giver), { token: org.owner.token }))
    expect(unclean([erased], '204', '404 not_found')).toEqual([])
    expect(await unsound(stack())).toEqual([])
    const items = await scanTable(stack())
    expect(items.some(({ pk, sk }) => pk === `IDENTITY#${giver.id}` || sk === `USER#${giver.id}`)).toBe(false)
    expect(eventsIn(items, org.id).filter(({ type, target }) => type === 'user.erased' && target.id === giver.id)).toHaveLength(1)
  },
  long,
)
