import { beforeAll, expect, test } from 'vitest'
import { ask, type Json } from '../support/api.ts'
import { addMember, createBusyOrg, freshEmail, invite, invited, join, type Member, type Org, userOf } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { putSite } from '../support/records.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
const [north, south] = ['ste_north', 'ste_south']
let org: Org
let [keeper, near, far, nowhere, everywhere]: Member[] = []

const at = (path = '') => `/v1/orgs/${org.id}${path}`
const asKeeper = (method: string, path: string, body?: unknown) => ask(stack(), method, at(path), { token: keeper?.token, body })

beforeAll(async () => {
  org = await createBusyOrg(stack())
  for (const site of [north, south]) await putSite(stack(), org.id, site)
  keeper = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: [north] })
  near = await addMember(stack(), org, { siteIds: [south, north] })
  far = await addMember(stack(), org, { siteIds: [south] })
  nowhere = await addMember(stack(), org)
  everywhere = await addMember(stack(), org, { siteIds: 'all' })
})

test('T2: a site admin sees the people who share a site, and no others, in the list and one by one', async () => {
  const { body } = await asKeeper('GET', '/users')
  const seen = body.items.map((user: Json) => user.id)
  expect(seen.toSorted()).toEqual([keeper?.id, near?.id, everywhere?.id, org.owner.id].toSorted())
  for (const one of [near, everywhere, org.owner]) expect((await asKeeper('GET', `/users/${one?.id}`)).status).toBe(200)
  const never = await asKeeper('GET', '/users/usr_01m0000000never')
  for (const one of [far, nowhere]) {
    const hidden = await asKeeper('GET', `/users/${one?.id}`)
    expect({ ...expectProblem(hidden, 404, 'not_found'), requestId: '' }).toEqual({ ...never.body, requestId: '' })
    expectProblem(await asKeeper('PATCH', `/users/${one?.id}`, { firstName: 'X' }), 404, 'not_found')
    expectProblem(await asKeeper('POST', `/users/${one?.id}/suspend`), 404, 'not_found')
    expectProblem(await asKeeper('POST', `/users/${one?.id}/reactivate`), 404, 'not_found')
  }
})

test('T2: a site admin changes, suspends and re-activates people of the own site, but nobody stronger', async () => {
  expect((await asKeeper('PATCH', `/users/${near?.id}`, { firstName: 'Nele' })).body.firstName).toBe('Nele')
  expect((await asKeeper('GET', `/users/${near?.id}`)).body.actions).toEqual(['update', 'change_roles', 'suspend', 'transfer'])
  expect((await asKeeper('POST', `/users/${near?.id}/suspend`)).body.status).toBe('suspended')
  expect((await asKeeper('POST', `/users/${near?.id}/reactivate`)).body.status).toBe('active')
  expectProblem(await asKeeper('POST', `/users/${org.owner.id}/suspend`), 403, 'beyond_your_rights')
  expect((await asKeeper('GET', `/users/${org.owner.id}`)).body.actions).toEqual([])
})

test('T2, M6: a site admin gives and takes no site and no right that is not the own', async () => {
  for (const grant of [{ siteIds: [north] }, { siteIds: [north, south] }, { siteIds: 'all' }, { roleIds: ['rol_admin'] }]) {
    const person = await addMember(stack(), org, { siteIds: [north] })
    const answer = await asKeeper('PATCH', `/users/${person.id}`, grant)
    if (JSON.stringify(grant) === JSON.stringify({ siteIds: [north] })) expect(answer.status).toBe(200)
    else expectProblem(answer, 403, 'grant_beyond_own')
  }
  expectProblem(await asKeeper('PATCH', `/users/${near?.id}`, { siteIds: [north] }), 403, 'grant_beyond_own')
  expectProblem(await asKeeper('PATCH', `/users/${near?.id}`, { extraPermissions: ['users:read'] }), 403, 'grant_beyond_own')
  expectProblem(await asKeeper('PATCH', `/users/${keeper?.id}`, { siteIds: [north, south] }), 403, 'grant_beyond_own')
})

test('T2: a site admin invites to the own sites only, where it sees, resends and cancels the invitation', async () => {
  const one = async (entry: object) => (await invite(stack(), org, { email: freshEmail(), ...entry }, keeper)).body.results[0]
  const created = await one({ siteIds: [north] })
  expect(created).toMatchObject({ status: 'created', user: { siteIds: [north] } })
  for (const siteIds of [[], undefined])
    expect((await one({ siteIds })).error).toMatchObject({ code: 'validation_failed', errors: [{ path: 'siteIds' }] })
  for (const siteIds of [[south], [north, south], 'all'])
    expect((await one({ siteIds })).error).toMatchObject({ code: 'grant_beyond_own', status: 403 })
  const path = `/invitations/${created.invitation.id}`
  expect((await asKeeper('POST', `${path}/resend`)).body.status).toBe('pending')
  expect((await asKeeper('DELETE', path)).status).toBe(204)
})

test('T2: invitations of other sites are 404 to a site admin, and not in the list', async () => {
  const { invitation } = await invited(stack(), org, { email: freshEmail(), siteIds: [south] })
  const { invitation: ours } = await invited(stack(), org, { email: freshEmail(), siteIds: [south, north] })
  const path = `/invitations/${invitation.id}`
  expectProblem(await asKeeper('GET', path), 404, 'not_found')
  expectProblem(await asKeeper('POST', `${path}/resend`), 404, 'not_found')
  expectProblem(await asKeeper('DELETE', path), 404, 'not_found')
  const listed = (await asKeeper('GET', '/invitations?status=pending')).body.items.map((item: Json) => item.id)
  expect(listed).toEqual([ours.id])
})

test('T2, T6: taking the site away from a site admin counts on the very next call', async () => {
  const other = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: [south] })
  const list = async () =>
    (await ask(stack(), 'GET', at('/users'), { token: other.token })).body.items.map((user: Json) => user.id)
  expect(await list()).toContain(far?.id)
  await ask(stack(), 'PATCH', at(`/users/${other.id}`), { token: org.owner.token, body: { siteIds: [] } })
  expect(await list()).not.toContain(far?.id)
})

test('T2: owners and admins have all sites, whatever is listed for them; a site that is not there is named', async () => {
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'], siteIds: [north] })
  expect(await userOf(stack(), org, admin.id)).toMatchObject({ siteIds: 'all' })
  const answer = await ask(stack(), 'PATCH', at(`/users/${far?.id}`), {
    token: org.owner.token,
    body: { siteIds: [north, 'ste_gone', 'ste_lost'] },
  })
  expect(expectFaults(answer, ['siteIds'])[0].message).toMatch(/ste_gone, ste_lost/)
})

test('M6, T2: who changes what an open invitation gives answers for all of it, and so needs all of it', async () => {
  const { user } = await invited(stack(), org, { email: freshEmail(), siteIds: [north, south] })
  expect((await asKeeper('PATCH', `/users/${user.id}`, { firstName: 'Nils' })).status).toBe(200)
  expectProblem(await asKeeper('PATCH', `/users/${user.id}`, { roleIds: ['rol_site_admin'] }), 403, 'grant_beyond_own')
  const own = await invited(stack(), org, { email: freshEmail(), siteIds: [north] })
  expect((await asKeeper('PATCH', `/users/${own.user.id}`, { roleIds: ['rol_site_admin'] })).status).toBe(200)
  expect((await join(stack(), own.user.email)).id).toBe(own.user.id)
})
