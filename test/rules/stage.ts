import type { Stack } from '../../infra/local/stack.ts'
import { create } from '../support/accounts.ts'
import { type Answer, advance, ask, settle } from '../support/api.ts'
import { runSchedule, switchOffSchedule } from '../support/faults.ts'
import {
  again,
  createBusyOrg,
  createOrg,
  freshEmail,
  invited,
  join,
  type Member,
  makeRole,
  type Org,
  PASSWORD,
  signIn,
} from '../support/people.ts'
import { type Actor, type Target, targets } from './cast.ts'
import { keepers, pathOfThing } from './matters.ts'
import { type Given, roles, sites } from './rights.ts'
import { samples } from './role-matters.ts'

export type Body = { roleIds?: string[]; extraPermissions?: readonly string[]; siteIds?: string[] | 'all' }
export type Person = { id: string; email: string; invitationId: string | null }

/** An organization in which everybody of the cast is there. */
export type Scene = {
  stack: Stack
  org: Org
  /** Sites, roles and keepers by their names in the table. */
  ids: Record<string, string>
  targets: Record<string, Person>
  /** Receives what others own; may do nothing, and has both sites. */
  heir: Member
}

export const idOf = (ids: Record<string, string>, name: string): string => ids[name] ?? `rol_${name.replace('-', '_')}`

/** What was given, in the words of a request. */
export const bodyOf = (ids: Record<string, string>, { roles: names, extra, sites: at }: Partial<Given>): Body => ({
  ...(names && { roleIds: names.map(name => idOf(ids, name)) }),
  ...(extra && { extraPermissions: extra }),
  ...(at && { siteIds: at === 'all' ? at : at.map(name => idOf(ids, name)) }),
})

export const call = async (scene: Pick<Scene, 'stack' | 'org'>, method: string, path: string, body?: object): Promise<Answer> => {
  const answer = await ask(scene.stack, method, `/v1/orgs/${scene.org.id}${path}`, { token: scene.org.owner.token, body })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`)
  return answer
}

/** One after the other, since each of them moves the same counters. */
async function inTurn<In, Out>(entries: Record<string, In>, make: (value: In, name: string) => Promise<Out>) {
  const made: [string, Out][] = []
  for (const [name, value] of Object.entries(entries)) made.push([name, await make(value, name)])
  return Object.fromEntries(made)
}

export async function setTheStage(stack: Stack): Promise<Scene> {
  await switchOffSchedule(stack)
  const org = await createBusyOrg(stack)
  const ids: Record<string, string> = await inTurn(Object.fromEntries(sites.map(name => [name, name])), async name => {
    return (await call({ stack, org }, 'POST', '/sites', { name })).body.id
  })
  for (const [name, { permissions, siteBound = false }] of Object.entries(roles).slice(4))
    ids[name] = await makeRole(stack, org, [...permissions], { name, siteBound })
  const scene: Scene = { stack, org, ids, targets: {}, heir: org.owner }
  const [late, others] = [true, false].map(isLate =>
    Object.fromEntries(Object.entries(targets).filter(([, { status }]) => (status === 'expired') === isLate)),
  )
  scene.targets = await inTurn(late ?? {}, target => makeTarget(scene, target))
  await advance(stack, 31 * 86_400)
  org.owner = await again(stack, org.owner)
  await runSchedule(stack)
  Object.assign(scene.targets, await inTurn(others ?? {}, target => makeTarget(scene, target)))
  for (const [name, wish] of Object.entries(samples)) ids[name] = (await call(scene, 'POST', '/roles', { name, ...wish })).body.id
  for (const [name, keeper] of Object.entries(keepers)) {
    ids[name] = (await call(scene, 'POST', '/users', { email: freshEmail('keeper'), ...bodyOf(ids, keeper) })).body.id
    await call(scene, 'PUT', pathOfThing(name), { ownerId: ids[name], name: 'Thing' })
  }
  scene.heir = await makeMember(scene, { roles: ['member'], extra: [], sites })
  await settle(stack)
  return scene
}

async function makeTarget(scene: Scene, target: Target): Promise<Person> {
  const { stack, org, ids } = scene
  const body = bodyOf(ids, target)
  const email = freshEmail('target')
  if (target.status === 'invited' || target.status === 'expired' || target.accepted) {
    const { user, invitation } = await invited(stack, org, { email, ...body })
    if (target.accepted) await join(stack, email)
    return { id: user.id, email, invitationId: invitation.id }
  }
  const { id } = (await call(scene, 'POST', '/users', { email, ...body })).body
  if (target.status === 'suspended') await call(scene, 'POST', `/users/${id}/suspend`)
  if (target.status === 'inactive') await call(scene, 'DELETE', `/users/${id}`)
  return { id, email, invitationId: null }
}

/** Somebody of the organization who is signed in. */
export async function makeMember({ stack, org, ids }: Scene, given: Given): Promise<Member> {
  const email = freshEmail('actor')
  const password = { temporaryPassword: PASSWORD, mustChangePassword: false }
  const { status, body, text } = await create(stack, org, { email, ...bodyOf(ids, given), ...password })
  if (status !== 201) throw new Error(`Creating failed: ${text}`)
  return { id: body.id, email, token: await signIn(stack, email) }
}

/** Signed in now, since an access token is good for a quarter of an hour. */
export async function makeActor(scene: Scene, actor: Actor): Promise<Member> {
  const { stack, org } = scene
  org.owner = await again(stack, org.owner)
  if (actor.standing === 'nobody') return { id: '', email: '', token: '' }
  if (actor.standing === 'elsewhere') return (await createOrg(stack)).owner
  if (actor.standing === 'only invited') {
    const { owner } = await createOrg(stack)
    await invited(stack, org, { email: owner.email, roleIds: ['rol_owner'] })
    return owner
  }
  const member = await makeMember(scene, actor)
  if (actor.standing === 'suspended') await call(scene, 'POST', `/users/${member.id}/suspend`)
  if (actor.standing === 'removed') await call(scene, 'DELETE', `/users/${member.id}`)
  return member
}
