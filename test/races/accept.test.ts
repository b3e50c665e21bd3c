import { expect, test } from 'vitest'
import { tally, unclean } from '../support/answers.ts'
import { ask, settle, tokenFor } from '../support/api.ts'
import { figure, times, together } from '../support/figures.ts'
import { createBusyOrg, freshEmail, invited, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, countsIn, eventsIn, scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
const rounds = figure(12, 100)

test(
  `64 people accept one invitation at once, ${rounds} times: one gets in, with one seat, one account and the password that won`,
  async () => {
    const org = await createBusyOrg(stack())
    for (const round of times(rounds)) {
      const email = freshEmail('racer')
      const { user } = await invited(stack(), org, { email })
      const token = await tokenFor(stack(), email)
      const before = countsIn(await scanTable(stack()), org.id)
      const answers = await together(64, index =>
        ask(stack(), 'POST', '/v1/invitations/accept', {
          body: { token, password: passwordOf(round, index), firstName: `No. ${index}` },
        }),
      )
      const winners = answers.flatMap((answer, index) => (answer.status === 200 ? [index] : []))
      expect(winners, JSON.stringify(tally(answers))).toHaveLength(1)
      expect(unclean(answers, '200', '410 invitation_accepted', '409 sign_in_required')).toEqual([])

      const items = await scanTable(stack())
      const [winner = -1] = winners
      expect(usersIn(items, org.id).find(({ id }) => id === user.id)).toMatchObject({
        status: 'active',
        firstName: `No. ${winner}`,
        version: 2,
      })
      const counts = countsIn(items, org.id)
      expect([counts.seatsFree, counts.usersFree]).toEqual([before.seatsFree, before.usersFree])
      expect(
        eventsIn(items, org.id).filter(({ type, target }) => type === 'invitation.accepted' && target.id === user.id),
      ).toHaveLength(1)
      expect((await cognitoUsers(stack())).filter(({ Username }) => Username === user.id)).toHaveLength(1)
      await expect(signIn(stack(), email, passwordOf(round, winner))).resolves.toBeTypeOf('string')
      await expect(signIn(stack(), email, passwordOf(round, (winner + 1) % 64))).rejects.toThrow('NotAuthorizedException')
    }
    await settle(stack())
    expect(await unsound(stack())).toEqual([])
  },
  figure(180_000, 3_600_000),
)

const passwordOf = (round: number, index: number) => `battery staple ${round}-${index}`
