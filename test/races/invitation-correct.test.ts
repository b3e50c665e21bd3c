import { beforeAll, beforeEach, expect, test } from 'vitest'
import { unclean, verdictOf } from '../support/answers.ts'
import { type Answer, advance, ask, tokenFor } from '../support/api.ts'
import { accept, runSchedule, switchOffSchedule } from '../support/faults.ts'
import { figure, times, together } from '../support/figures.ts'
import { createBusyOrg, freshEmail, invited, type Org, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { countsIn, eventsIn, invitationsIn, scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
let org: Org
const rounds = figure(16, 200)
const long = figure(180_000, 3_600_000)
const pastLease = 61

beforeAll(async () => {
  org = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})
beforeEach(async () => {
  org.owner.token = await signIn(stack(), org.owner.email)
})

const path = (invitation: { id: string }, of = org) => `/v1/orgs/${of.id}/invitations/${invitation.id}`
const correct = (invitation: { id: string }, email: string, of = org): Promise<Answer> =>
  ask(stack(), 'POST', `${path(invitation, of)}/correct-email`, { token: of.owner.token, body: { email } })
const cancel = (invitation: { id: string }) => ask(stack(), 'DELETE', path(invitation), { token: org.owner.token })

/** What is left of somebody whose address was wrong, once the schedule has cleared what a half-done acceptance left. */
async function leftOf(email: string, userId: string) {
  await advance(stack(), pastLease)
  await runSchedule(stack())
  return (await scanTable(stack())).filter(
    ({ pk, sk }) => [`EMAIL#${email}`, `IDENTITY#${userId}`].includes(pk) || sk === `USER#${userId}`,
  )
}

test(
  `correcting against accepting and cancelling, ${rounds} times: the old invitation ends in one way, and the seats are right`,
  async () => {
    const seen: Record<string, number> = {}
    for (const round of times(rounds)) {
      const [wrong, right] = [freshEmail('wrong'), freshEmail('right')]
      const { user, invitation } = await invited(stack(), org, { email: wrong })
      const token = await tokenFor(stack(), wrong)
      const rival = round % 2 ? () => cancel(invitation) : () => accept(stack(), token)
      const [corrected, ended] = await (round % 4 < 2
        ? Promise.all([correct(invitation, right), rival()])
        : Promise.all([rival(), correct(invitation, right)]).then(([one, other]) => [other, one] as const))
      const told = `${verdictOf(corrected)} ${verdictOf(ended)}`
      expect(unclean([corrected], '200', '409 wrong_status'), told).toEqual([])
      expect(unclean([ended], '200', '204', '410 invitation_cancelled', '409 wrong_status'), told).toEqual([])
      expect(corrected.status === 200 && ended.status < 300, told).toBe(false)
      const items = await scanTable(stack())
      const { status } = invitationsIn(items, org.id).find(({ id }) => id === invitation.id)
      const events: string[] = eventsIn(items, org.id)
        .filter(event => event.invitation?.id === invitation.id)
        .map(({ type }) => type)
      expect(events.filter(type => /accepted|cancelled/.test(type)).length, told).toBe(status === 'pending' ? 0 : 1)
      const made = usersIn(items, org.id).filter(({ email }) => email === right)
      expect(
        made.map(one => one.status),
        told,
      ).toEqual(corrected.status === 200 ? ['invited'] : [])
      if (status === 'cancelled') expect(await leftOf(wrong, user.id), told).toEqual([])
      if (status === 'accepted') expect(usersIn(items, org.id).find(({ id }) => id === user.id).status, told).toBe('active')
      const winner = corrected.status === 200 ? 'corrected' : status
      seen[winner] = (seen[winner] ?? 0) + 1
      org.owner.token = await signIn(stack(), org.owner.email)
    }
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
    expect(seen.corrected, JSON.stringify(seen)).toBeGreaterThan(0)
    expect(Object.keys(seen).length, JSON.stringify(seen)).toBeGreaterThan(1)
  },
  long,
)

test(
  `several corrections of one invitation at once, ${rounds} times, with all seats taken: one is made, and no claim is left of the others`,
  async () => {
    const own = await createBusyOrg(stack())
    const first = await invited(stack(), own, { email: freshEmail('wrong') })
    await stack().invoke('setSeats', { orgId: own.id, seats: 2 })
    let { id } = first.invitation
    for (const round of times(rounds)) {
      const emails = times(4).map(() => freshEmail('right'))
      const answers = await together(4, index => correct({ id }, emails[round % 2 ? index : 0] ?? '', own))
      expect(unclean(answers, '200', '409 wrong_status')).toEqual([])
      const made = answers.filter(({ status }) => status === 200)
      expect(made).toHaveLength(1)
      const items = await scanTable(stack())
      expect(usersIn(items, own.id).map(({ email }) => email)).toEqual(
        expect.arrayContaining([own.owner.email, made[0]?.body.email]),
      )
      expect(usersIn(items, own.id)).toHaveLength(2)
      expect(countsIn(items, own.id).seatsFree).toBe(0)
      const claimed = emails.filter(email => items.some(({ pk }) => pk === `EMAIL#${email}`))
      expect(claimed).toEqual([made[0]?.body.email])
      id = made[0]?.body.id
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  'two invitations corrected to one address at once: one has it, and the other one stays as it was',
  async () => {
    for (const _ of times(rounds)) {
      const right = freshEmail('right')
      const both = [
        await invited(stack(), org, { email: freshEmail('one') }),
        await invited(stack(), org, { email: freshEmail('two') }),
      ]
      const answers = await Promise.all(both.map(({ invitation }) => correct(invitation, right)))
      expect(unclean(answers, '200', '409 already_invited')).toEqual([])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      const items = await scanTable(stack())
      const statuses = both.map(({ invitation }) => invitationsIn(items, org.id).find(({ id }) => id === invitation.id).status)
      expect(statuses).toEqual(answers.map(({ status }) => (status === 200 ? 'cancelled' : 'pending')))
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)
