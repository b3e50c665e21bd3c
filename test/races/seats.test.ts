import { expect, test } from 'vitest'
import { unclean } from '../support/answers.ts'
import { type Answer, ask, type Json, settle } from '../support/api.ts'
import { figure, times, together } from '../support/figures.ts'
import { addMember, createBusyOrg, freshEmail, invite, inviteMany, type Org } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { countsIn, scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
const rounds = figure(6, 50)
const long = figure(180_000, 3_600_000)

const limitsOf = async (org: Org) => countsIn(await scanTable(stack()), org.id)
const resultsOf = (answers: Answer[]): Json[] => answers.flatMap(({ body }) => body.results ?? [])
const createdIn = (answers: Answer[]) => resultsOf(answers).filter(({ status }) => status === 'created')
const refusedIn = (answers: Answer[]) => resultsOf(answers).filter(({ status }) => status === 'failed')

test(
  `64 invitations at the last free seat, ${rounds} times: one gets it, and the others are told how many are taken`,
  async () => {
    const org = await createBusyOrg(stack(), { seats: 1 })
    for (const round of times(rounds)) {
      const limit = round + 2
      await stack().invoke('setSeats', { orgId: org.id, seats: limit })
      const answers = await together(64, () => invite(stack(), org, { email: freshEmail() }))
      expect(unclean(answers, '200')).toEqual([])
      expect(createdIn(answers)).toHaveLength(1)
      for (const { error } of refusedIn(answers))
        expect(error).toMatchObject({ status: 409, code: 'seat_limit_reached', limit, used: limit })
      expect(usersIn(await scanTable(stack()), org.id)).toHaveLength(limit)
      expect((await limitsOf(org)).seatsFree).toBe(0)
    }
    await settle(stack())
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  'of a hundred invitations in one request ten get the ten free seats, whoever invites beside',
  async () => {
    const org = await createBusyOrg(stack(), { seats: 11 })
    const people = () => times(100).map(() => ({ email: freshEmail() }))
    const alone = await inviteMany(stack(), org, people())
    expect(alone.body.results.map(({ status }: Json) => status)).toEqual(
      times(100).map(index => (index < 10 ? 'created' : 'failed')),
    )
    expect(refusedIn([alone]).every(({ error }) => error.code === 'seat_limit_reached' && error.used === 11)).toBe(true)

    await stack().invoke('setSeats', { orgId: org.id, seats: 31 })
    const answers = await together(figure(2, 6), () => inviteMany(stack(), org, people()))
    expect(unclean(answers, '200')).toEqual([])
    const held = usersIn(await scanTable(stack()), org.id).length
    expect(held).toBeLessThanOrEqual(31)
    if (answers.every(({ status }) => status === 200)) {
      expect(createdIn(answers)).toHaveLength(20)
      expect(held).toBe(31)
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  '64 invitations at the last free place of an organization: one gets it, however many seats there are',
  async () => {
    const org = await createBusyOrg(stack(), { users: 2 })
    const answers = await together(64, () => invite(stack(), org, { email: freshEmail() }))
    expect(unclean(answers, '200')).toEqual([])
    expect(createdIn(answers)).toHaveLength(1)
    for (const { error } of refusedIn(answers))
      expect(error).toMatchObject({ status: 409, code: 'user_limit_reached', limit: 2, used: 2 })
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  'while the operator changes the number of seats and what counts, invitations never take one too many',
  async () => {
    const org = await createBusyOrg(stack(), { seats: 10 })
    const rules = [{ counting: null }, { counting: ['rol_member'] }, { counting: ['rol_admin'] }, {}]
    for (const round of times(figure(4, 30))) {
      const seats = 10 + round
      const [, ...answers] = await Promise.all([
        stack().invoke('setSeats', { orgId: org.id, seats, ...rules[round % rules.length] }),
        ...times(24).map(index =>
          invite(stack(), org, { email: freshEmail(), roleIds: [index % 2 ? 'rol_member' : 'rol_admin'] }),
        ),
      ])
      expect(unclean(answers, '200')).toEqual([])
      expect(await unsound(stack())).toEqual([])
    }
  },
  long,
)

test(
  'somebody suspended keeps the seat: to come back needs none, and nobody else can have it',
  async () => {
    const org = await createBusyOrg(stack(), { seats: 3 })
    const member = await addMember(stack(), org)
    const path = `/v1/orgs/${org.id}/users/${member.id}`

    expect((await ask(stack(), 'POST', `${path}/suspend`, { token: org.owner.token })).status).toBe(200)
    const answers = await together(16, () => invite(stack(), org, { email: freshEmail() }))
    expect(createdIn(answers)).toHaveLength(1)
    expect((await ask(stack(), 'POST', `${path}/reactivate`, { token: org.owner.token })).status).toBe(200)
    expect(await unsound(stack())).toEqual([])
  },
  long,
)
