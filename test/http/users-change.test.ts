import { beforeEach, expect, test } from 'vitest'
import { type Answer, ask, mailTo } from '../support/api.ts'
import { addMember, createOrg, freshEmail, invited, join, type Member, type Org, userOf } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let [org, person]: [Org, Member] = [] as never
let made = false
beforeEach(async () => {
  if (!made) org = await createOrg(stack())
  made = true
  person = await addMember(stack(), org, { firstName: 'Maria', lastName: 'Lopez', phone: '+1 555 0100' })
})

const patch = (body: unknown, headers: Record<string, string> = {}, id = person.id): Promise<Answer> =>
  ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${id}`, { token: org.owner.token, body, headers })
const get = () => ask(stack(), 'GET', `/v1/orgs/${org.id}/users/${person.id}`, { token: org.owner.token })

test('A5, M9, T5, D4, D5: every field changes in one request, and reading shows it at once', async () => {
  const fields = {
    firstName: 'Marie',
    lastName: 'López',
    displayName: 'Marie L.',
    phone: '+33 1 23 45 67 89',
    communicationEmail: 'marie@elsewhere.example',
    locale: 'fr',
    extraPermissions: ['billing:manage'],
  }
  const changed = await patch({ ...fields, roleIds: ['rol_member', 'rol_admin'] })
  expect(changed.status).toBe(200)
  const roles = [
    { id: 'rol_admin', name: 'Admin' },
    { id: 'rol_member', name: 'Member' },
  ]
  expect(changed.body).toMatchObject({ ...fields, roles, siteIds: 'all', id: person.id, email: person.email, status: 'active' })
  expect(changed.headers.get('etag')).toBe(`"${changed.body.version}"`)
  const read = await get()
  expect(read.body).toEqual(changed.body)
  expect(read.headers.get('etag')).toBe(changed.headers.get('etag'))
})

test.each([
  ['firstName', 'Ana', null],
  ['lastName', 'Ruiz', null],
  ['displayName', 'Ana R.', null],
  ['phone', '+1 555 0199', null],
  ['communicationEmail', 'ana@elsewhere.example', null],
  ['locale', 'ar', 'en'],
])('A5: %s alone changes and nothing else, up one version, and can be taken back', async (field, value, back) => {
  const before = (await get()).body
  const { body } = await patch({ [field]: value })
  expect(body).toMatchObject({ [field]: value, version: before.version + 1, createdAt: before.createdAt })
  expect(body.updatedAt > before.updatedAt).toBe(true)
  const moved = Object.keys(before).filter(key => JSON.stringify(before[key]) !== JSON.stringify(body[key]))
  const named = ['firstName', 'lastName'].includes(field) ? ['displayName'] : []
  expect(moved.toSorted()).toEqual([field, ...named, 'updatedAt', 'version'].toSorted())
  expect((await patch({ [field]: back })).body[field] ?? null).toBe(field === 'displayName' ? 'Maria Lopez' : back)
})

test('the display name is the given one, else first and last name, else the email', async () => {
  const name = async (body: object) => (await patch(body)).body.displayName
  expect(await name({ displayName: 'ML' })).toBe('ML')
  expect(await name({ displayName: null })).toBe('Maria Lopez')
  expect(await name({ firstName: null })).toBe('Lopez')
  expect(await name({ lastName: '' })).toBe(person.email)
})

test('an empty or blank text means none, and spaces around are cut off', async () => {
  const { body } = await patch({ firstName: '  Ana\u00a0 ', lastName: '   ', phone: '' })
  expect(body).toMatchObject({ firstName: 'Ana', lastName: null, phone: null })
})

test('texts end at their length, to the character', async () => {
  for (const [field, max] of [
    ['firstName', 100],
    ['lastName', 100],
    ['displayName', 200],
    ['phone', 40],
  ] as const) {
    expect((await patch({ [field]: 'é'.repeat(max) })).body[field]).toBe('é'.repeat(max))
    expectFaults(await patch({ [field]: 'é'.repeat(max + 1) }), [field])
  }
})

test('control characters, wrong types and unknown values are refused, all of them named, and nothing is changed', async () => {
  const before = (await get()).body
  for (const bad of ['a\nb', 'a\r\nBcc: x', 'a\u0000', 'a\tb', '\u001b[31m', '\u0085x'])
    expectFaults(await patch({ firstName: bad, lastName: bad, displayName: bad, phone: bad }), [
      'firstName',
      'lastName',
      'displayName',
      'phone',
    ])
  const wrong = { firstName: 7, lastName: {}, phone: [], locale: 'tlh', communicationEmail: 'no address', roleIds: 'rol_admin' }
  expectFaults(await patch({ ...wrong, extraPermissions: null }), [...Object.keys(wrong), 'extraPermissions'])
  for (const email of ['a@b', 'Ana <ana@example.com>', 'a@example.com, b@example.com', 'a@example.com\r\nBcc: b@example.com', ''])
    expectFaults(await patch({ communicationEmail: email }), ['communicationEmail'])
  expect((await get()).body).toEqual(before)
})

test('neither the status nor the id nor anything else of a user is a field that anybody can change', async () => {
  for (const field of ['status', 'id', 'version', 'mustChangePassword', 'createdAt'])
    expectFaults(await patch({ firstName: 'X', [field]: 'new@example.com' }), [field])
  expect((await get()).body).toMatchObject({ email: person.email, firstName: 'Maria' })
})

test('M3, M2: the communication email is normalized like a login email, and may be anybody’s', async () => {
  const { body } = await patch({ communicationEmail: ` ${org.owner.email.toUpperCase()} ` })
  expect(body.communicationEmail).toBe(org.owner.email)
})

test('a change that changes nothing keeps version, time and ETag', async () => {
  const before = await get()
  const { firstName, lastName, phone, locale, communicationEmail, extraPermissions } = before.body
  for (const body of [
    {},
    { firstName },
    { lastName, phone, locale, communicationEmail, extraPermissions },
    { roleIds: ['rol_member'] },
  ]) {
    const answer = await patch(body)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual(before.body)
    expect(answer.headers.get('etag')).toBe(before.headers.get('etag'))
  }
  await patch({ roleIds: ['rol_member', 'rol_admin'] })
  const version = (await get()).body.version
  expect((await patch({ roleIds: ['rol_admin', 'rol_member'] })).body.version).toBe(version)
})

test('If-Match: the current ETag, a list that holds it, and * pass; a stale, weak or foreign one is 412', async () => {
  const etag = async () => (await get()).headers.get('etag') ?? ''
  const stale = await etag()
  expect((await patch({ firstName: 'One' }, { 'if-match': stale })).status).toBe(200)
  expectProblem(await patch({ firstName: 'Two' }, { 'if-match': stale }), 412, 'stale_version')
  for (const tag of [`W/${await etag()}`, '"999"', 'x', (await etag()).slice(1, -1)])
    expectProblem(await patch({ firstName: 'Two' }, { 'if-match': tag }), 412, 'stale_version')
  expect((await get()).body.firstName).toBe('One')
  expect((await patch({ firstName: 'Three' }, { 'if-match': `"999", ${await etag()}` })).status).toBe(200)
  expect((await patch({ firstName: 'Four' }, { 'if-match': '*' })).status).toBe(200)
})

test('of many changes at the same version with If-Match exactly one wins; without it all are made', async () => {
  const { version } = (await get()).body
  const racing = Array.from({ length: 8 }, (_, index) => patch({ firstName: `N${index}` }, { 'if-match': `"${version}"` }))
  const statuses = (await Promise.all(racing)).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([200, ...Array(7).fill(412)])
  const all = await Promise.all(Array.from({ length: 5 }, (_, index) => patch({ phone: `+${index}` })))
  expect(all.map(({ status }) => status)).toEqual(Array(5).fill(200))
  expect((await get()).body.version).toBe(version + 6)
})

test('M11: somebody invited is edited before accepting: rights and names hold at acceptance, and the mail address of a resend', async () => {
  const email = freshEmail()
  const { user, invitation } = await invited(stack(), org, { email })
  const elsewhere = freshEmail('elsewhere')
  const changed = await patch({ firstName: 'Ina', roleIds: ['rol_admin'], communicationEmail: elsewhere }, {}, user.id)
  expect(changed.body).toMatchObject({ status: 'invited', firstName: 'Ina', roles: [{ id: 'rol_admin' }] })
  const joined = await join(stack(), email)
  expect(await userOf(stack(), org, joined.id)).toMatchObject({
    status: 'active',
    firstName: 'Ina',
    roles: [{ id: 'rol_admin' }],
  })
  expect(await mailTo(stack(), elsewhere)).toEqual([])
  expect(invitation.userId).toBe(joined.id)
})

test('editing is possible with all seats taken', async () => {
  await stack().invoke('setSeats', { orgId: org.id, seats: 0 })
  expect((await patch({ firstName: 'Eve', roleIds: ['rol_admin'] })).body).toMatchObject({
    firstName: 'Eve',
    roles: [{ id: 'rol_admin' }],
  })
  await stack().invoke('setSeats', { orgId: org.id, seats: 500 })
})

test('T9: giving a role that counts where no seat is free is refused, taking it away frees the seat', async () => {
  const small = await createOrg(stack(), 'Small')
  const [one, other] = [await addMember(stack(), small), await addMember(stack(), small)]
  await stack().invoke('setSeats', { orgId: small.id, seats: 1, counting: ['rol_admin'] })
  const give = (id: string, roleId: string) =>
    ask(stack(), 'PATCH', `/v1/orgs/${small.id}/users/${id}`, { token: small.owner.token, body: { roleIds: [roleId] } })
  expect((await give(one.id, 'rol_admin')).status).toBe(200)
  expect(expectProblem(await give(other.id, 'rol_admin'), 409, 'seat_limit_reached')).toMatchObject({ limit: 1, used: 1 })
  expect((await give(one.id, 'rol_member')).status).toBe(200)
  expect((await give(other.id, 'rol_admin')).status).toBe(200)
})
