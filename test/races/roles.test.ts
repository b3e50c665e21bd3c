import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { create as createUser } from '../support/accounts.ts'
import { unclean } from '../support/answers.ts'
import { type Answer, ask, type Json } from '../support/api.ts'
import { mend, switchOffSchedule } from '../support/faults.ts'
import { figure, times } from '../support/figures.ts'
import {
  addMember,
  createBusyOrg,
  freshEmail,
  invite,
  invited,
  inviteMany,
  makeRole,
  type Org,
  signIn,
} from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { scanTable, usersIn } from '../support/table.ts'

// A message that comes again is told each time.
process.env.POWERTOOLS_LOG_LEVEL = 'ERROR'
const stack = useStack()
let org: Org
const long = figure(180_000, 3_600_000)

beforeAll(async () => {
  org = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})
beforeEach(async () => {
  org.owner.token = await signIn(stack(), org.owner.email)
})
afterEach(() => mend(stack()))

const as = (method: string, path: string, body?: unknown): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: org.owner.token, body })
const made = () => makeRole(stack(), org, ['users:read'])
const remove = (id: string, query = '') => as('DELETE', `/roles/${id}${query}`)

/** No row, and no default, names a role that is not there; nothing is left to do, and there are as many as are counted. */
async function expectClean(): Promise<Json[]> {
  expect(await unsound(stack())).toEqual([])
  const items = await scanTable(stack())
  const own: Json[] = items.filter(({ pk }) => pk === `ORG#${org.id}`)
  const ledger = own.find(({ sk }) => sk === 'ROLES')
  const there = Object.keys(ledger).flatMap(name => (name.startsWith('role:') ? [name.slice('role:'.length)] : []))
  const named: string[] = usersIn(items, org.id).flatMap(({ roleIds }) => roleIds)
  const defaults: string[] = own.find(({ sk }) => sk === 'ORG').organization.settings.defaultRoleIds
  const builtIn = ['rol_owner', 'rol_admin', 'rol_site_admin', 'rol_member']
  expect([...named, ...defaults].filter(id => !there.includes(id) && !builtIn.includes(id))).toEqual([])
  expect([ledger.customRoles, Object.keys(ledger).filter(name => name.startsWith('leaving'))]).toEqual([there.length, []])
  return items
}

/** Every way to give somebody roles. */
async function givers(): Promise<((roleIds: string[]) => Promise<Answer>)[]> {
  const [member, other] = [await addMember(stack(), org), await addMember(stack(), org)]
  const { invitation } = await invited(stack(), org, { email: freshEmail() })
  const many = (roleIds: string[]) => times(20).map(() => ({ email: freshEmail(), roleIds }))
  return [
    roleIds => as('PATCH', `/users/${member.id}`, { roleIds }),
    roleIds => as('PATCH', `/users/${other.id}`, { roleIds, firstName: 'Given' }),
    roleIds => as('PATCH', `/invitations/${invitation.id}`, { roleIds }),
    roleIds => invite(stack(), org, { email: freshEmail(), roleIds }),
    roleIds => inviteMany(stack(), org, many(roleIds)),
    roleIds => createUser(stack(), org, { email: freshEmail(), roleIds }),
    roleIds => as('PATCH', '', { settings: { defaultRoleIds: roleIds } }),
  ]
}

const rounds = figure(4, 100)
test(
  `D10: a role is given by every route while it is deleted, × ${rounds}: nobody is left with it, and no default`,
  async () => {
    const give = await givers()
    const kept = await made()
    for (const round of times(rounds)) {
      const role = await made()
      const replaced = round % 2 === 0
      const giving = give.map(one => one([kept, role]))
      const [deleted, ...answers] = await Promise.all([remove(role, replaced ? `?replaceWith=${kept}` : ''), ...giving])
      expect(unclean([deleted], '204', ...(replaced ? [] : ['409 role_in_use']))).toEqual([])
      expect(unclean(answers, '200', '201', '422 validation_failed')).toEqual([])
      if (deleted.status !== 204) await remove(role, `?replaceWith=${kept}`)
      await as('PATCH', '', { settings: { defaultRoleIds: ['rol_member'] } })
    }
    await expectClean()
  },
  long,
)

test(
  `D10: two roles are deleted at once, each to be replaced by the other, × ${rounds}: one of them stays, and everybody has it`,
  async () => {
    for (const _ of times(rounds)) {
      const [one, other] = [await made(), await made()]
      const people = [await addMember(stack(), org, { roleIds: [one] }), await addMember(stack(), org, { roleIds: [other] })]
      const answers = await Promise.all([remove(one, `?replaceWith=${other}`), remove(other, `?replaceWith=${one}`)])
      expect(unclean(answers, '204', '404 not_found', '422 validation_failed')).toEqual([])
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
      const left = answers[0].status === 204 ? other : one
      const users = usersIn(await expectClean(), org.id)
      for (const { id } of people) expect(users.find(user => user.id === id).roleIds).toEqual([left])
    }
  },
  long,
)

test(
  `T9: a role that takes no seat is replaced by one that does while others take the last seats, × ${rounds}: never one too many`,
  async () => {
    const counted = await made()
    for (const _ of times(rounds)) {
      const free = await made()
      for (const _ of times(2)) await addMember(stack(), org, { roleIds: [free] })
      await stack().invoke('setSeats', { orgId: org.id, seats: 1_000_000, counting: [counted, 'rol_owner'] })
      const { used } = (await as('GET', '')).body.seats
      await stack().invoke('setSeats', { orgId: org.id, seats: used + 3 })
      const entries = times(3).map(() => invite(stack(), org, { email: freshEmail(), roleIds: [counted] }))
      const [deleted] = await Promise.all([remove(free, `?replaceWith=${counted}`), ...entries])
      expect(unclean([deleted], '204', '409 seat_limit_reached')).toEqual([])
      await expectClean()
      const { seats } = (await as('GET', '')).body
      expect(seats.used).toBeLessThanOrEqual(seats.limit)
    }
  },
  long,
)

test(
  `a role changed by many at once, × ${figure(8, 64)}: each change that was answered has its version and event`,
  async () => {
    const role = await made()
    const names = times(figure(8, 64)).map(index => `Name ${index}`)
    const answers = await Promise.all(names.map(name => as('PATCH', `/roles/${role}`, { name })))
    expect(unclean(answers, '200')).toEqual([])
    const done = answers.filter(({ status }) => status === 200)
    const { body } = await as('GET', `/roles/${role}`)
    expect(body.version).toBe(1 + done.length)
    expect(new Set(done.map(answer => answer.body.version)).size).toBe(done.length)
  },
  long,
)
