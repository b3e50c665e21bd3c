import { beforeAll, expect, test } from 'vitest'
import { unclean } from '../support/answers.ts'
import { type Answer, ask, type Json } from '../support/api.ts'
import { arrive, mapGroups, provider, rolesOf } from '../support/federation.ts'
import { figure, times, together } from '../support/figures.ts'
import { addMember, createBusyOrg, makeRole, type Org, userOf } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
const long = figure(120_000, 3_600_000)
beforeAll(async () => {
  org = await createBusyOrg(stack())
})

const as = (method: string, path: string, body?: unknown): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: org.owner.token, body })
const mappings = async (): Promise<Json> => (await as('GET', '/group-mappings')).body
const there = async (): Promise<string[]> => (await as('GET', '/roles?limit=100')).body.items.map(({ id }: Json) => id)

test('D10: a role that is mapped and deleted at once is either mapped no more, or still there', { timeout: long }, async () => {
  for (const round of times(figure(8, 100))) {
    const role = await makeRole(stack(), org, ['users:read'])
    const query = round % 2 === 0 ? '' : '?replaceWith=rol_member'
    const answers = await Promise.all([
      mapGroups(stack(), org, { A: [role], B: [role, 'rol_admin'] }),
      as('DELETE', `/roles/${role}${query}`),
      mapGroups(stack(), org, { C: [role] }),
    ])
    expect(unclean(answers, '200', '204', '409 role_in_use', '422 validation_failed')).toEqual([])
    const named = (await mappings()).mappings.flatMap(({ roleIds }: Json) => roleIds)
    const known = await there()
    expect(named.filter((id: string) => !known.includes(id))).toEqual([])
    await mapGroups(stack(), org, {})
  }
})

test('L7: a sign-in while the mapping is replaced gives the roles of one of the two, and the event says which', {
  timeout: long,
}, async () => {
  const { id, email } = await addMember(stack(), org)
  for (const _ of times(figure(6, 60))) {
    await mapGroups(stack(), org, { A: ['rol_site_admin'] })
    const [, put] = await Promise.all([arrive(stack(), email, ['A'], provider), mapGroups(stack(), org, { A: ['rol_admin'] })])
    expect(put.status).toBe(200)
    expect(['rol_site_admin', 'rol_admin']).toContain((await rolesOf(stack(), org, id)).join())
    await arrive(stack(), email, ['A'])
    expect(await rolesOf(stack(), org, id)).toEqual(['rol_admin'])
  }
  expect(await unsound(stack())).toEqual([])
})

test('L7: roles edited by hand while the person comes from the provider are those of the groups in the end', {
  timeout: long,
}, async () => {
  await mapGroups(stack(), org, { A: ['rol_site_admin'] })
  for (const _ of times(figure(6, 60))) {
    const { id, email } = await addMember(stack(), org)
    const patch = () => as('PATCH', `/users/${id}`, { roleIds: ['rol_admin'] })
    const [, ...answers] = await Promise.all([arrive(stack(), email, ['A']), patch(), patch()])
    expect(unclean(answers, '200', '409 roles_managed_by_idp')).toEqual([])
    expect(await rolesOf(stack(), org, id)).toEqual(['rol_site_admin'])
  }
  expect(await unsound(stack())).toEqual([])
})

test('L8, D8: suspended by hand while the groups give no access, the person stays out, and nothing is counted twice', {
  timeout: long,
}, async () => {
  await mapGroups(stack(), org, { A: ['rol_admin'] }, { unmapped: 'no-access' })
  for (const _ of times(figure(6, 60))) {
    const { id, email } = await addMember(stack(), org)
    await Promise.all([
      arrive(stack(), email, []).catch(() => {}),
      as('POST', `/users/${id}/suspend`),
      arrive(stack(), email, ['A']).catch(() => {}),
    ])
    const told = eventsIn(await scanTable(stack()), org.id).filter(({ target }) => target.id === id)
    const byHand = told.some(({ type, actor }) => type === 'user.suspended' && actor.kind === 'user')
    const { status } = await userOf(stack(), org, id)
    expect(byHand ? ['suspended'] : ['active', 'suspended']).toContain(status)
  }
  expect(await unsound(stack())).toEqual([])
})

test('of many sign-ins at once with the same groups one writes', { timeout: long }, async () => {
  await mapGroups(stack(), org, { A: ['rol_admin'] })
  const { id, email } = await addMember(stack(), org)
  await together(8, () => arrive(stack(), email, ['A']))
  const changes = eventsIn(await scanTable(stack()), org.id).filter(
    ({ target, type }) => target.id === id && type === 'user.changed',
  )
  expect(changes).toHaveLength(1)
  expect(await unsound(stack())).toEqual([])
})
