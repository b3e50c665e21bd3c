import type { Stack } from '../../infra/local/stack.ts'
import type { Table } from '../../shared/data/table.ts'
import type { Invited } from '../../shared/domain/inviting.ts'
import { type Answer, ask, control } from '../support/api.ts'
import { addMember, createOrg, type Member, type Org } from '../support/people.ts'
import { invitedPerson, member } from './people.ts'
import { seedPeople, seedRoles, whole } from './seed.ts'

/** An organization with its people; `someone` gives one whom no measurement has touched. */
export type Scene = { org: Org; caller: Member; people: Invited[]; roleIds: string[]; someone(): Invited }

const hundreds = 300
const day = 86_400_000
/** Spread over a year, so that they differ in every order. */
const madeAt = (index: number) => new Date(Date.now() - 366 * day + index * 1000 * 60 * 31).toISOString()

async function roomyOrg(stack: Stack): Promise<Org> {
  const org = await createOrg(stack, 'Customer Company')
  await stack.invoke('setSeats', { orgId: org.id, seats: 1_000_000 })
  await stack.invoke('setLimits', { orgId: org.id, users: 1_000_000, invitesPerMinute: 100_000, invitesPerDay: 100_000 })
  return org
}

const sceneOf = (org: Org, caller: Member, people: Invited[], roleIds: string[]): Scene => {
  const untouched = [...people]
  const someone = () => {
    const one = untouched.pop()
    if (!one) throw new Error('Seed more people.')
    return one
  }
  return { org, caller, people, roleIds, someone }
}

/** A few hundred people with one role each, as most organizations are. */
export async function smallScene(stack: Stack, table: Table): Promise<Scene> {
  const org = await roomyOrg(stack)
  const people = Array.from({ length: hundreds }, (_, index) =>
    member({ index, orgId: org.id, ownerId: org.owner.id, at: madeAt(index) }),
  )
  await seedPeople(table, org.id, people, whole)
  return sceneOf(org, org.owner, people, [])
}

/** Twenty roles of its own; the caller holds all of them, and so does everybody whom a measurement touches. */
export async function manyRolesScene(stack: Stack, table: Table): Promise<Scene> {
  const org = await roomyOrg(stack)
  const roleIds = await seedRoles(table, org.id, 20)
  const caller = await addMember(stack, org, { roleIds, firstName: 'Lena', lastName: 'Lead' })
  const people = Array.from({ length: hundreds }, (_, index) => {
    const held = index < hundreds - 20 ? [roleIds[index % 20] ?? ''] : roleIds
    return member({ index: 100_000 + index, orgId: org.id, ownerId: org.owner.id, roleIds: held, at: madeAt(index) })
  })
  await seedPeople(table, org.id, people, whole)
  return sceneOf(org, caller, people, roleIds)
}

/** Invitations that ran out, among many that have not. */
export async function dueScene(stack: Stack, table: Table, due: number, pending: number): Promise<Scene> {
  const org = await roomyOrg(stack)
  const invited = (index: number, at: string) =>
    invitedPerson({ index: 400_000 + index, orgId: org.id, ownerId: org.owner.id, at })
  const late = Array.from({ length: due }, (_, index) => invited(index, new Date(Date.now() - 60 * day + index).toISOString()))
  const early = Array.from({ length: pending }, (_, index) =>
    invited(due + index, new Date(Date.now() - day + index).toISOString()),
  )
  await seedPeople(table, org.id, [...late, ...early], whole)
  return sceneOf(org, org.owner, late, [])
}

/** The schedule stands still: what falls due is marked only when it is measured. */
export const stopClockwork = (stack: Stack) => control(stack, '/schedules', { enabled: false })

export type Request = { method: string; path: string; token?: string; body?: unknown; headers?: Record<string, string> }

/** One request that must succeed, else nothing was measured. */
export async function request(stack: Stack, { method, path, ...rest }: Request): Promise<Answer> {
  const answer = await ask(stack, method, path, rest)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
  return answer
}
