import { expect, test } from 'vitest'
import { tally, unclean } from '../support/answers.ts'
import { type Answer, ask, type Json, mailTo } from '../support/api.ts'
import { figure, times, together } from '../support/figures.ts'
import { createBusyOrg, freshEmail, invite, invited, inviteMany, type Org } from '../support/people.ts'
import { nextWindow, wrongToken } from '../support/rates.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { invitationsIn, scanTable } from '../support/table.ts'

const stack = useStack()
const rounds = figure(2, 20)
const long = figure(180_000, 3_600_000)

async function orgWith(limits: object): Promise<Org> {
  const org = await createBusyOrg(stack())
  await stack().invoke('setLimits', { orgId: org.id, ...limits })
  return org
}
const codesOf = (answers: Answer[]): string[] =>
  answers.flatMap(({ body }) => (body.results ?? []).map(({ status, error }: Json) => error?.code ?? status))
const made = async (org: Org) => invitationsIn(await scanTable(stack()), org.id).filter(({ invitedBy }) => invitedBy).length

test(
  `64 invitation requests at once, ${rounds} times: exactly as many as a minute has are taken`,
  async () => {
    const org = await orgWith({ invitesPerMinute: 20 })
    for (const round of times(rounds)) {
      await nextWindow(stack(), 'minute')
      const answers = await together(64, index =>
        index % 2
          ? invite(stack(), org, { email: freshEmail() })
          : inviteMany(stack(), org, [{ email: freshEmail() }], { 'idempotency-key': `${round}-${index}` }),
      )
      expect(unclean(answers, '200', '429 rate_limited')).toEqual([])
      expect(tally(answers)).toMatchObject({ 200: 20, '429 rate_limited': 44 })
      expect(await made(org)).toBe(20 * (round + 1))
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  '64 at once at the end of a day’s addresses, alone and several in a request: exactly the rest of the day comes to be',
  async () => {
    const org = await orgWith({ invitesPerDay: 30 })
    const answers = await together(64, index =>
      inviteMany(
        stack(),
        org,
        times(index % 4 ? 1 : 5).map(() => ({ email: freshEmail() })),
      ),
    )
    expect(unclean(answers, '200')).toEqual([])
    expect(codesOf(answers).filter(code => code === 'created')).toHaveLength(30)
    expect(codesOf(answers).filter(code => code !== 'created' && code !== 'rate_limited')).toEqual([])
    expect(await made(org)).toBe(30)
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  '64 at once to one mailbox: exactly five mails',
  async () => {
    const org = await orgWith({ mailsPerAddress: 5 })
    const communicationEmail = freshEmail('shared')
    const answers = await together(64, () => invite(stack(), org, { email: freshEmail(), communicationEmail }))
    expect(unclean(answers, '200')).toEqual([])
    expect(codesOf(answers).filter(code => code === 'created')).toHaveLength(5)
    expect(await made(org)).toBe(5)
    expect(await mailTo(stack(), communicationEmail)).toHaveLength(5)
  },
  long,
)

test(
  '64 resends of one invitation at once: exactly four come after the first mail',
  async () => {
    const org = await orgWith({ mailsPerAddress: 5 })
    const { invitation } = await invited(stack(), org, { email: freshEmail() })
    const path = `/v1/orgs/${org.id}/invitations/${invitation.id}`
    const { token } = org.owner
    const answers = await together(64, () => ask(stack(), 'POST', `${path}/resend`, { token }))
    expect(unclean(answers, '200', '429 rate_limited')).toEqual([])
    expect(tally(answers)[200]).toBe(4)
    expect((await ask(stack(), 'GET', path, { token })).body.version).toBe(5)
  },
  long,
)

test(
  `64 wrong tokens at once, ${rounds} times: exactly ten are looked at`,
  async () => {
    for (const _ of times(rounds)) {
      await nextWindow(stack(), 'minute')
      const routes = ['lookup', 'decline']
      const answers = await together(64, index =>
        ask(stack(), 'POST', `/v1/invitations/${routes[index % 2]}`, { body: { token: wrongToken(index) } }),
      )
      expect(unclean(answers, '404 invitation_not_found', '429 rate_limited')).toEqual([])
      expect(tally(answers)).toMatchObject({ '404 invitation_not_found': 10, '429 rate_limited': 54 })
    }
  },
  long,
)
