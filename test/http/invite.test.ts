import { beforeAll, expect, test } from 'vitest'
import { ask, type Json, mailTo, settle } from '../support/api.ts'
import { addMember, createBusyOrg, createOrg, freshEmail, invited, type Member, type Org, userOf } from '../support/people.ts'
import { expectFaults } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createBusyOrg(stack())
})

const post = (body: unknown, at = org, by: Member = at.owner, query = '') =>
  ask(stack(), 'POST', `/v1/orgs/${at.id}/invitations${query}`, { token: by.token, body })
const results = async (entries: unknown[], at = org): Promise<Json[]> => {
  const answer = await post({ invitations: entries }, at)
  expect(answer.status, answer.text).toBe(200)
  expect(answer.body.results).toHaveLength(entries.length)
  return answer.body.results
}
const codes = (list: Json[]) => list.map(({ status, error }) => error?.code ?? status)
const used = async (at = org) => (await ask(stack(), 'GET', `/v1/orgs/${at.id}`, { token: at.owner.token })).body.seats.used

test('A4, D1, M1: an invitation makes a user who is invited, with everything that was said of them', async () => {
  const entry = {
    email: freshEmail('maria'),
    firstName: 'Maria',
    lastName: 'Lopez',
    displayName: 'Mari',
    phone: '+1 555 0100',
    communicationEmail: 'office@example.com',
    locale: 'es',
    extraPermissions: ['billing:manage'],
    siteIds: 'all',
  }
  const [{ status, user, invitation }] = await results([{ ...entry, roleIds: ['rol_admin'] }])
  expect(status).toBe('created')
  expect(user).toMatchObject({
    ...entry,
    status: 'invited',
    roles: [{ id: 'rol_admin', name: 'Admin' }],
    version: 1,
    lastSignInAt: null,
  })
  expect(user.invitation).toEqual({
    id: invitation.id,
    status: 'pending',
    expiresAt: invitation.expiresAt,
    delivery: { state: 'queued', at: invitation.createdAt },
  })
  const invitedBy = { id: org.owner.id, displayName: 'Olga Owner' }
  expect(invitation).toMatchObject({
    userId: user.id,
    email: entry.email,
    status: 'pending',
    invitedBy,
    message: null,
    version: 1,
  })
  expect(user.id).toMatch(/^usr_[0-9a-z]{26}$/)
  expect(invitation.id).toMatch(/^inv_[0-9a-z]{26}$/)
  await settle(stack())
  const { invitation: told, ...read } = await userOf(stack(), org, user.id)
  expect(told.delivery.state).toBe('delivered')
  expect({ ...read, invitation: user.invitation }).toEqual(user)
})

test('L4: an invitation holds for exactly 30 days by default', async () => {
  const { invitation } = await invited(stack(), org, { email: freshEmail() })
  expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(30 * 86_400_000)
})

test('L3: a hundred at once are invited, each with their own result in order; none and a hundred and one are refused', async () => {
  const hundred = await createOrg(stack(), 'Hundred')
  const entries = Array.from({ length: 100 }, () => ({ email: freshEmail() }))
  const list = await results(entries, hundred)
  expect(list.map(({ user }) => user.email)).toEqual(entries.map(({ email }) => email))
  expect(new Set(list.map(({ user }) => user.id)).size).toBe(100)
  expect(await used(hundred)).toBe(101)
  expectFaults(await post({ invitations: [...entries, { email: freshEmail() }] }, hundred), ['invitations'])
  expectFaults(await post({ invitations: [] }, hundred), ['invitations'])
  expectFaults(await post({}, hundred), ['invitations'])
  expect(await used(hundred)).toBe(101)
})

test('L3: without roles the default role is given; several roles can be', async () => {
  const [plain, rich] = await results([{ email: freshEmail() }, { email: freshEmail(), roleIds: ['rol_member', 'rol_admin'] }])
  expect(plain.user.roles).toEqual([{ id: 'rol_member', name: 'Member' }])
  expect(rich.user.roles.map(({ id }: Json) => id)).toEqual(['rol_admin', 'rol_member'])
})

test('one refused entry never spoils the others, wherever it stands', async () => {
  const member = await addMember(stack(), org)
  const { user: open } = await invited(stack(), org, { email: freshEmail() })
  const before = await used()
  const entries = [
    { email: member.email },
    { email: freshEmail() },
    { email: freshEmail(), roleIds: ['rol_nobody'] },
    { email: open.email },
    { email: freshEmail(), siteIds: ['ste_nowhere'] },
    { email: freshEmail(), extraPermissions: ['users:fly'] },
    { email: freshEmail() },
  ]
  const list = await results(entries)
  const expected = [
    'already_member',
    'created',
    'validation_failed',
    'already_invited',
    'validation_failed',
    'validation_failed',
    'created',
  ]
  expect(codes(list)).toEqual(expected)
  for (const { status, error } of list.filter(one => one.status === 'failed')) {
    expect(status).toBe('failed')
    expect(error).toMatchObject({
      type: expect.stringContaining(error.code),
      title: expect.any(String),
      detail: expect.any(String),
    })
    expect(error.requestId).toBe(list[0].error.requestId)
  }
  expect(list[0].error.status).toBe(409)
  expect(await used()).toBe(before + 2)
})

test('M2: a second invitation to one address, in other case or Unicode form, is already_invited, in one request or in two', async () => {
  const email = freshEmail('jose')
  const wide = email.replace('jose', '\uff2aOSE').replace('example.com', 'EXAMPLE.com')
  const list = await results([{ email: ` ${email.toUpperCase()} ` }, { email }, { email: wide }, { email: freshEmail() }])
  expect(codes(list)).toEqual(['created', 'already_invited', 'already_invited', 'created'])
  expect(list[0].user.email).toBe(email)
  expect(codes(await results([{ email: wide }]))).toEqual(['already_invited'])
  expect(await mailTo(stack(), email)).toHaveLength(1)
})

test('M2: an accented address is one address however its accents are composed, and its domain is told in ASCII', async () => {
  const name = `zoe\u0301-${process.pid}`
  const list = await results([
    { email: `${name}@b\u00fccher.example` },
    { email: `${name.normalize('NFC')}@xn--bcher-kva.example` },
  ])
  expect(codes(list)).toEqual(['created', 'already_invited'])
  expect(list[0].user.email).toBe(`${name.normalize('NFC')}@xn--bcher-kva.example`)
})

/** Each is no email for a reason of its own. */
const noEmails: unknown[] = [
  ...'plain @example.com a@ a@b@c.com a@-x.com a..b@example.com .a@example.com a@[127.0.0.1] a@localhost'.split(' '),
  'a b@example.com',
  'a@example.com,b@example.com',
  'Ana <a@example.com>',
  'a@example.com\nBcc: b@example.com',
  '"a b"@example.com',
  `${'a'.repeat(65)}@example.com`,
  `a@${'a'.repeat(64)}.com`,
  `a@${'b.'.repeat(126)}com`,
  '',
  7,
  null,
]
test.each(noEmails.map(email => [email]))('what is not one plain address is no email: %j', async email => {
  const [failed] = await results([{ email }])
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'validation_failed', errors: [{ path: 'email' }] } })
})

test('one bad entry never spoils the rest: a wrong email, type, field or no object at all is its own verdict', async () => {
  const [one, other] = [freshEmail(), freshEmail()]
  const entries = [{ email: one }, { email: 'no' }, 7, { email: freshEmail(), colour: 'red' }, { firstName: 3 }, { email: other }]
  const verdicts = await results(entries)
  expect(codes(verdicts)).toEqual([
    'created',
    'validation_failed',
    'validation_failed',
    'validation_failed',
    'validation_failed',
    'created',
  ])
  expect(verdicts[3].error.errors).toEqual([{ path: 'colour', message: expect.stringContaining('not known') }])
  expect(verdicts[4].error.errors.map(({ path }: Json) => path).toSorted()).toEqual(['email', 'firstName'])
})

test('a member, active or suspended, is already_member by any spelling, and is not changed by it', async () => {
  const member = await addMember(stack(), org)
  const before = await userOf(stack(), org, member.id)
  const again = { email: member.email.toUpperCase(), firstName: 'Other', roleIds: ['rol_owner'] }
  expect(codes(await results([again]))).toEqual(['already_member'])
  expect(await userOf(stack(), org, member.id)).toEqual(before)
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${member.id}/suspend`, { token: org.owner.token })
  expect(codes(await results([again]))).toEqual(['already_member'])
})

test('nobody learns from inviting whether an address belongs to somebody elsewhere', async () => {
  const other = await createOrg(stack(), 'Other')
  const [known, unknown] = [other.owner.email, freshEmail()]
  const list = await results([{ email: known }, { email: unknown }])
  const shape = (one: Json, email: string) =>
    JSON.stringify(one).replaceAll(email, 'EMAIL').replaceAll(one.user.id, 'USR').replaceAll(one.invitation.id, 'INV')
  expect(shape(list[0], known)).toBe(shape(list[1], unknown))
})

test('the message has at most 500 characters, and null or nothing means none', async () => {
  const send = (message: unknown) => post({ invitations: [{ email: freshEmail() }], message })
  expect((await send('é'.repeat(500))).body.results[0].invitation.message).toBe('é'.repeat(500))
  expect((await send('two\nlines')).body.results[0].invitation.message).toBe('two\nlines')
  for (const none of [null, undefined, '', '   ']) expect((await send(none)).body.results[0].invitation.message).toBeNull()
  expectFaults(await send('a'.repeat(501)), ['message'])
  expectFaults(await send(7), ['message'])
})
