import { beforeAll, expect, test } from 'vitest'
import { unclean } from '../support/answers.ts'
import { type Answer, advance, type Json, mailTo, settle } from '../support/api.ts'
import { figure, times, together } from '../support/figures.ts'
import { createBusyOrg, freshEmail, invite, invited, inviteMany, type Org, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, invitationsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
let other: Org
const rounds = figure(4, 50)
const long = figure(120_000, 3_600_000)

beforeAll(async () => {
  org = await createBusyOrg(stack())
  other = await createBusyOrg(stack())
})

const resultOf = ({ body }: Answer): Json => body.results?.[0]
const claimsOf = async (email: string) => (await scanTable(stack())).filter(({ pk }) => pk === `EMAIL#${email}`)

test(
  `two organizations invite the same new address at once, ${rounds} times: one identity, an invitation and a mail from each`,
  async () => {
    for (const _ of times(rounds)) {
      const email = freshEmail('shared')
      const answers = await together(16, index => invite(stack(), index % 2 ? org : other, { email }))
      expect(unclean(answers, '200')).toEqual([])
      const created = answers.map(resultOf).filter(result => result?.status === 'created')
      expect(created).toHaveLength(2)
      expect(new Set(created.map(({ user }) => user.id)).size).toBe(1)
      for (const result of answers.map(resultOf))
        if (result?.status === 'failed') expect(result.error.code).toBe('already_invited')
      expect(await claimsOf(email)).toHaveLength(1)
      expect(await mailTo(stack(), email)).toHaveLength(2)
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  'an organization created for an owner whom another one invites at the same moment: one identity',
  async () => {
    for (const _ of times(rounds)) {
      const email = freshEmail('founder')
      const [made, answer] = await Promise.all([
        stack().invoke('createOrganization', { name: 'Two', owner: email }),
        invite(stack(), org, { email }),
      ])
      expect(resultOf(answer)).toMatchObject({ status: 'created', user: { id: (made as { ownerId: string }).ownerId } })
      expect(await claimsOf(email)).toHaveLength(1)
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  `one address in many forms at once, alone and in bulk, ${rounds} times: it is invited once`,
  async () => {
    for (const _ of times(rounds)) {
      const email = freshEmail('maria')
      const forms = [
        email,
        email.toUpperCase(),
        ` ${email} `,
        email.replace('maria', 'ｍaria'),
        email.replace('example', 'EXAMPLE'),
      ]
      const answers = await Promise.all([
        ...forms.map(form => invite(stack(), org, { email: form })),
        inviteMany(
          stack(),
          org,
          forms.map(form => ({ email: form })),
        ),
        inviteMany(stack(), org, [
          ...times(20).map(() => ({ email: freshEmail() })),
          { email: forms[1] },
          ...forms.map(form => ({ email: form })),
        ]),
      ])
      expect(unclean(answers, '200')).toEqual([])
      const results: Json[] = answers.flatMap(({ body }) => body.results ?? [])
      expect(results.filter(({ status, user }) => status === 'created' && user.email === email)).toHaveLength(1)
      for (const { error } of results.filter(({ status }) => status === 'failed')) expect(error.code).toBe('already_invited')
      expect(invitationsIn(await scanTable(stack()), org.id).filter(one => one.email === email)).toHaveLength(1)
      expect(await mailTo(stack(), email)).toHaveLength(1)
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

/** What became of the mail may be told as it is by then; everything else is the first answer again. */
const told = ({ body }: Answer): Json =>
  body.results.map(({ status, user, invitation, error }: Json) => ({
    status,
    user: user && { ...user, invitation: { ...user.invitation, delivery: null } },
    invitation: invitation && { ...invitation, delivery: null, deliveryTimes: null },
    error,
  }))

test(
  `one request with an Idempotency-Key sent 16 times at once, ${rounds} times: one set of invitations, one mail each, equal answers`,
  async () => {
    const taken = freshEmail('taken')
    await invited(stack(), org, { email: taken })
    for (const round of times(rounds)) {
      const people = times(round % 2 ? 1 : 40).map(() => ({ email: freshEmail('once') }))
      const entries = [...people, { email: taken }]
      const key = { 'idempotency-key': crypto.randomUUID() }
      const answers = await together(16, () => inviteMany(stack(), org, entries, key))
      expect(unclean(answers, '200')).toEqual([])
      const answered = answers.filter(({ status }) => status === 200)
      const later = await inviteMany(stack(), org, entries, key)
      for (const answer of answered) expect(told(answer)).toEqual(told(later))
      expect(later.body.results.at(-1).error.code).toBe('already_invited')
      const emails = new Set(people.map(({ email }) => email))
      const items = await scanTable(stack())
      expect(invitationsIn(items, org.id).filter(({ email }) => emails.has(email))).toHaveLength(people.length)
      const created = eventsIn(items, org.id).filter(
        ({ type, target }) => type === 'invitation.created' && emails.has(target.name),
      )
      expect(created).toHaveLength(people.length)
      await settle(stack())
      for (const email of emails) expect(await mailTo(stack(), email)).toHaveLength(1)
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test('somebody invited anew by a request with an Idempotency-Key is named in its repetition as in the first answer', async () => {
  const email = freshEmail('again')
  await invited(stack(), org, { email, firstName: 'Maria', lastName: 'Lopez', phone: '+1 555 0101', locale: 'es' })
  await advance(stack(), 30 * 86_400 + 1)
  await settle(stack())
  org.owner.token = await signIn(stack(), org.owner.email)
  const key = { 'idempotency-key': crypto.randomUUID() }
  const first = await inviteMany(stack(), org, [{ email }], key)
  expect(resultOf(first)).toMatchObject({ status: 'created', user: { firstName: 'Maria', lastName: 'Lopez' } })
  const second = await inviteMany(stack(), org, [{ email }], key)
  expect(told(second)).toEqual(told(first))
})
