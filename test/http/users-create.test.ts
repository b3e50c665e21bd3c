import { beforeAll, describe, expect, test } from 'vitest'
import { create, putSetting } from '../support/accounts.ts'
import { type Answer, ask, type Json, mailTo, settle } from '../support/api.ts'
import { addMember, createOrg, freshEmail, invited, type Member, type Org, PASSWORD, signIn, userOf } from '../support/people.ts'
import { expectFaults, expectOurHeaders, expectProblem } from '../support/problems.ts'
import { putSite } from '../support/records.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack())
})

const get = (path: string, by: Member = org.owner) => ask(stack(), 'GET', `/v1/orgs/${org.id}${path}`, { token: by.token })
const eventsOf = async (id: string): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), org.id).filter(({ target }) => target.id === id)

describe('D3, T2, M1: a user who is created', () => {
  test('is active at once, with all that was given, on a seat, and gets no mail', async () => {
    const [email, elsewhere] = [freshEmail('maria'), freshEmail('elsewhere')]
    const used = (await get('')).body.seats.used
    const given = {
      firstName: 'Maria',
      lastName: 'Lopez',
      displayName: 'Maria L.',
      phone: '+1 555 0100',
      communicationEmail: elsewhere,
      locale: 'es',
      extraPermissions: ['billing:manage'],
    }
    const made = await create(stack(), org, { email: ` ${email.toUpperCase()} `, ...given, roleIds: ['rol_admin'] })
    expect(made.status, made.text).toBe(201)
    expectOurHeaders(made)
    expect(made.headers.get('etag')).toBe('"1"')
    const { temporaryPassword, ...user } = made.body
    expect(user).toMatchObject({ ...given, email, status: 'active', version: 1, invitation: null, lastSignInAt: null })
    expect(user).toMatchObject({ roles: [{ id: 'rol_admin', name: 'Admin' }], siteIds: 'all', mustChangePassword: true })
    expect(user.actions).toEqual((await userOf(stack(), org, user.id)).actions)
    expect(temporaryPassword).toMatch(/^([2-9a-km-np-z]{5}-){3}[2-9a-km-np-z]{5}$/)
    expect(await userOf(stack(), org, user.id)).toMatchObject(user)
    expect((await get('')).body.seats.used).toBe(used + 1)
    expect((await get(`/users?email=${encodeURIComponent(email)}`)).body.items.map(({ id }: Json) => id)).toEqual([user.id])
    for (const address of [email, elsewhere]) expect(await mailTo(stack(), address)).toEqual([])
  })

  test('has the organization’s default roles, no names and no sites, unless told', async () => {
    const other = await createOrg(stack(), 'Other defaults')
    const plain = await create(stack(), org, { email: freshEmail() })
    expect(plain.body).toMatchObject({ roles: [{ id: 'rol_member' }], firstName: null, locale: 'en', siteIds: [] })
    await putSetting(stack(), other.id, 'defaultRoleIds', { L: [{ S: 'rol_admin' }] })
    const admin = await create(stack(), other, { email: freshEmail() })
    expect(admin.body).toMatchObject({ roles: [{ id: 'rol_admin' }], siteIds: 'all' })
  })

  test('stands in the audit log with all fields, by whom, and without the password', async () => {
    const email = freshEmail()
    const { body } = await create(stack(), org, { email, firstName: 'Maria', temporaryPassword: PASSWORD })
    const [event, ...more] = await eventsOf(body.id)
    expect(more).toEqual([])
    expect(event).toMatchObject({
      type: 'user.created',
      at: body.createdAt,
      actor: { kind: 'user', id: org.owner.id, name: 'Olga Owner' },
      target: { type: 'user', id: body.id, name: 'Maria' },
      changes: { email: { before: null, after: email }, status: { before: null, after: 'active' } },
    })
    expect(JSON.stringify(event)).not.toContain(PASSWORD)
  })

  test('has proved nothing about the login email', async () => {
    const email = freshEmail()
    await create(stack(), org, { email, temporaryPassword: PASSWORD, mustChangePassword: false })
    const { body } = await ask(stack(), 'GET', '/v1/me', { token: await signIn(stack(), email) })
    expect(body).toMatchObject({
      email,
      emailVerified: false,
      activeOrgId: org.id,
      memberships: [{ user: { status: 'active' } }],
    })
  })

  test('can be an owner by an owner, and then the first one may be suspended', async () => {
    const solo = await createOrg(stack(), 'Solo')
    const made = await create(stack(), solo, { email: freshEmail(), roleIds: ['rol_owner'] })
    expect(made.body.actions).toContain('suspend')
    const suspended = await ask(stack(), 'POST', `/v1/orgs/${solo.id}/users/${made.body.id}/suspend`, { token: solo.owner.token })
    expect(suspended.body.status).toBe('suspended')
  })
})

describe('M2: a login email that belongs to somebody', () => {
  const refused = async (email: string, code: string, words: RegExp) =>
    expect(expectProblem(await create(stack(), org, { email }), 409, code).detail).toMatch(words)
  const suspend = (id: string) => ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${id}/suspend`, { token: org.owner.token })

  test('of this organization is already_member, in any case and Unicode form, suspended or not', async () => {
    const member = await addMember(stack(), org)
    for (const form of [member.email, member.email.toUpperCase(), member.email.replace('person', 'ｐerson')])
      await refused(form, 'already_member', /belongs to this organization/)
    await suspend(member.id)
    await refused(member.email, 'already_member', /belongs to this organization/)
  })

  test('with an invitation here is already_invited', async () => {
    const email = freshEmail()
    await invited(stack(), org, { email })
    await refused(email, 'already_invited', /invited already/)
  })

  test('of somebody who was removed here is identity_exists, and says how to have them back', async () => {
    const member = await addMember(stack(), org)
    const removed = await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/users/${member.id}`, { token: org.owner.token })
    expect(removed.body.status, removed.text).toBe('inactive')
    await refused(member.email, 'identity_exists', /Re-activate/)
  })

  test('of another organization, member or invited, is identity_exists, says to invite, and names nobody', async () => {
    const there = await createOrg(stack(), 'There')
    const email = freshEmail()
    await invited(stack(), there, { email })
    for (const address of [there.owner.email, email]) {
      const answer = await create(stack(), org, { email: address })
      expect(expectProblem(answer, 409, 'identity_exists').detail).toMatch(/Invite/)
      expect(answer.text).not.toMatch(/There|usr_/)
    }
    const { error, status } = (
      await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, {
        token: org.owner.token,
        body: { invitations: [{ email }] },
      })
    ).body.results[0]
    expect([status, error]).toEqual(['created', undefined])
  })
})

describe('M6, T2: whoever creates', () => {
  test('gives no more than they hold, by role, permission or site', async () => {
    const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
    for (const grant of [{ roleIds: ['rol_owner'] }, { extraPermissions: ['billing:manage'] }])
      expectProblem(await create(stack(), org, { email: freshEmail(), ...grant }, { by: admin }), 403, 'grant_beyond_own')
    const creator = await addMember(stack(), org, { extraPermissions: ['users:create'] })
    for (const grant of [{ roleIds: ['rol_site_admin'] }, { siteIds: 'all' }, { extraPermissions: ['users:read'] }])
      expectProblem(await create(stack(), org, { email: freshEmail(), ...grant }, { by: creator }), 403, 'grant_beyond_own')
    const made = await create(stack(), org, { email: freshEmail(), extraPermissions: ['users:create'] }, { by: creator })
    expect(made.body).toMatchObject({ status: 'active', extraPermissions: ['users:create'] })
  })

  test('only through a site-bound role names a site of their own, and sees whom they created', async () => {
    const [north, south] = ['ste_north', 'ste_south']
    for (const site of [north, south]) await putSite(stack(), org.id, site)
    const keeper = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: [north] })
    const one = (siteIds?: unknown) => create(stack(), org, { email: freshEmail(), siteIds }, { by: keeper })
    for (const siteIds of [undefined, []]) expectFaults(await one(siteIds), ['siteIds'])
    for (const siteIds of [[south], [north, south], 'all']) expectProblem(await one(siteIds), 403, 'grant_beyond_own')
    const made = await one([north])
    expect(made.body).toMatchObject({ siteIds: [north], status: 'active' })
    expect((await get(`/users/${made.body.id}`, keeper)).status).toBe(200)
  })

  test('is told of roles, permissions and sites that do not exist, and of each wrong field', async () => {
    const email = freshEmail()
    const bad = { roleIds: ['rol_nobody'], extraPermissions: ['users:fly'] }
    expectFaults(await create(stack(), org, { email, ...bad }), ['roleIds', 'extraPermissions'])
    expectFaults(await create(stack(), org, { email, siteIds: ['ste_nowhere'] }), ['siteIds'])
    const wrong = { email: 'no address', temporaryPassword: 7, mustChangePassword: 'yes', status: 'active', locale: 'tlh' }
    expectFaults(await create(stack(), org, wrong), Object.keys(wrong))
    expectFaults(await create(stack(), org, {}), ['email'])
  })

  test('chooses among the allowed domains of the organization', async () => {
    const choosy = await createOrg(stack(), 'Choosy')
    await putSetting(stack(), choosy.id, 'allowedEmailDomains', { L: [{ S: 'acme.example' }] })
    const refused = await create(stack(), choosy, { email: freshEmail() })
    expect(expectProblem(refused, 422, 'email_domain_not_allowed').detail).toMatch(/acme\.example/)
    expect((await create(stack(), choosy, { email: `maria-${process.pid}@acme.example` })).status).toBe(201)
  })
})

describe('T9, L2: at a limit', () => {
  test.each([
    ['seats', 'seat_limit_reached', (orgId: string) => stack().invoke('setSeats', { orgId, seats: 1 })],
    ['users', 'user_limit_reached', (orgId: string) => stack().invoke('setLimits', { orgId, users: 1 })],
  ])('of %s nobody is created, and nothing is left of the try', async (_, code, limit) => {
    const full = await createOrg(stack(), 'Full')
    await limit(full.id)
    await settle(stack())
    const before = [await scanTable(stack()), await cognitoUsers(stack())]
    const refused = await create(stack(), full, { email: freshEmail() })
    expect(expectProblem(refused, 409, code)).toMatchObject({ limit: 1, used: 1 })
    await settle(stack())
    expect([await scanTable(stack()), await cognitoUsers(stack())]).toEqual(before)
  })
})

const key = (): string => crypto.randomUUID()
const untold = ({ body }: Answer): Json => ({ ...body, temporaryPassword: undefined })

describe('an Idempotency-Key', () => {
  test('gives the same user again, without the password that was told once', async () => {
    const [email, once] = [freshEmail(), key()]
    const first = await create(stack(), org, { email, firstName: 'Maria' }, { key: once })
    expect(first.body.temporaryPassword).toBeTypeOf('string')
    const second = await create(stack(), org, { email, firstName: 'Maria' }, { key: once })
    expect(second.status).toBe(201)
    expect(second.body).toEqual(untold(first))
    expect((await eventsOf(first.body.id)).map(({ type }) => type)).toEqual(['user.created'])
    await expect(signIn(stack(), email, first.body.temporaryPassword)).rejects.toThrow()
  })

  test('gives the first answer again whatever became of the person, the roles by default and the sites since', async () => {
    const place = await createOrg(stack(), 'Place')
    await putSite(stack(), place.id, 'ste_gone')
    const [body, once] = [{ email: freshEmail(), siteIds: ['ste_gone'], temporaryPassword: PASSWORD }, key()]
    const first = await create(stack(), place, body, { key: once })
    expect(first.status, first.text).toBe(201)
    expect(first.body).not.toHaveProperty('temporaryPassword')
    await putSetting(stack(), place.id, 'defaultRoleIds', { L: [{ S: 'rol_admin' }] })
    await ask(stack(), 'PATCH', `/v1/orgs/${place.id}/users/${first.body.id}`, {
      token: place.owner.token,
      body: { firstName: 'Other', siteIds: [] },
    })
    expect((await create(stack(), place, body, { key: once })).body).toEqual(first.body)
  })

  test('with another body, be it another password, is refused', async () => {
    const [email, once] = [freshEmail(), key()]
    await create(stack(), org, { email, temporaryPassword: PASSWORD }, { key: once })
    for (const body of [{ email }, { email, temporaryPassword: `${PASSWORD}!` }, { email: freshEmail() }])
      expectProblem(await create(stack(), org, body, { key: once }), 422, 'idempotency_key_reused')
  })

  test('stays free when the request was refused, and belongs to whoever sent it', async () => {
    const [email, once] = [freshEmail(), key()]
    expectProblem(await create(stack(), org, { email, temporaryPassword: 'short' }, { key: once }), 422, 'password_too_weak')
    expect((await create(stack(), org, { email, temporaryPassword: PASSWORD }, { key: once })).status).toBe(201)
    const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
    expectProblem(
      await create(stack(), org, { email, temporaryPassword: PASSWORD }, { key: once, by: admin }),
      409,
      'already_member',
    )
  })

  test('without one, the same request twice is a conflict', async () => {
    const email = freshEmail()
    expect((await create(stack(), org, { email })).status).toBe(201)
    expectProblem(await create(stack(), org, { email }), 409, 'already_member')
  })
})

test('all that is stored is sound', async () => {
  expect(await unsound(stack())).toEqual([])
})
