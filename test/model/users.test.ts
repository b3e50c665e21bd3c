import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { verdictOf } from '../support/answers.ts'
import { type Answer, advance, ask, type Json, settle } from '../support/api.ts'
import { accept, runSchedule, switchOffSchedule } from '../support/faults.ts'
import { figure } from '../support/figures.ts'
import { createBusyOrg, freshEmail, inviteMany, type Org, signIn } from '../support/people.ts'
import { unsound, wrongCounts, wrongIdentities, wrongInvitations } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, readRows } from '../support/table.ts'

const stack = useStack()
beforeAll(() => switchOffSchedule(stack()))

type Status = 'invited' | 'expired' | 'active' | 'suspended' | 'inactive'
type Person = {
  status: Status
  roles: string[]
  id: string
  invitationId: string
  tokenVersion: number
  /** Was in once, and so has a password, and stays as somebody inactive. */
  joined: boolean
}
/** What should be, as simply as it can be said. */
type Model = { seats: number; people: Map<number, Person>; events: string[] }
type Real = { org: Org; emails: string[]; known: Set<string> }
type Command = fc.AsyncCommand<Model, Real>

const holds = ({ status }: Person) => status !== 'expired' && status !== 'inactive'
/** The owner, who never goes, has a seat too. */
const used = ({ people }: Model) => 1 + [...people.values()].filter(holds).length
const owners = ({ people }: Model) =>
  1 + [...people.values()].filter(({ status, roles }) => status === 'active' && roles.includes('rol_owner')).length

const emailOf = ({ emails }: Real, who: number) => emails[who] ?? ''
const userPath = ({ org }: Real, { id }: Person) => `/v1/orgs/${org.id}/users/${id}`
const invitationPath = ({ org }: Real, { invitationId }: Person) => `/v1/orgs/${org.id}/invitations/${invitationId}`
const asOwner = ({ org }: Real, body?: unknown) => ({ token: org.owner.token, body })

async function tokenOf({ org }: Real, { invitationId, tokenVersion }: Person): Promise<string> {
  const { signingKey } = await import('../../shared/aws/secrets.ts')
  const { invitationToken } = await import('../../shared/domain/tokens.ts')
  return invitationToken({ orgId: org.id, invitationId, tokenVersion }, await signingKey('invitation'))
}

const command = (
  told: string,
  check: (model: Readonly<Model>) => boolean,
  run: (model: Model, real: Real) => Promise<unknown>,
): Command => ({
  check,
  async run(model, real) {
    await run(model, real)
    await checkInvariants(model, real)
  },
  toString: () => told,
})

/** What inviting this person should come to, and what becomes of the model. */
function expectInvited(model: Model, { known }: Real, who: number, roles: string[], result: Json) {
  const before = model.people.get(who)
  const refusal =
    before?.status === 'invited'
      ? 'already_invited'
      : before && holds(before)
        ? 'already_member'
        : used(model) >= model.seats
          ? 'seat_limit_reached'
          : null
  expect(result.error?.code ?? null).toBe(refusal)
  if (refusal) return
  const { user, invitation } = result
  if (before) expect(user.id).toBe(before.id)
  else expect(known.has(user.id), 'ids are never used again').toBe(false)
  const joined = before?.joined ?? false
  model.people.set(who, { status: 'invited', roles, id: user.id, invitationId: invitation.id, tokenVersion: 1, joined })
  model.events.push(`invitation.created ${user.id}`)
}

const invite = (people: number[], roles: string[]) =>
  command(
    `invite ${people.join()} as ${roles.join()}`,
    () => true,
    async (model, real) => {
      const entries = people.map(who => ({ email: emailOf(real, who), roleIds: roles }))
      const answer = await inviteMany(stack(), real.org, entries)
      expect(verdictOf(answer)).toBe('200')
      for (const [index, who] of people.entries()) {
        const result = answer.body.results[index]
        expectInvited(model, real, who, roles, result)
        if (result.user) real.known.add(result.user.id)
      }
    },
  )

/** A command on somebody who was invited at some time. */
const onPerson = (
  name: string,
  who: number,
  statuses: Status[],
  act: (real: Real, person: Person) => Promise<Answer>,
  refusal: (model: Model, person: Person) => string | null,
  apply: (model: Model, person: Person) => string | null,
) =>
  command(
    `${name} ${who}`,
    model => model.people.has(who),
    async (model, real) => {
      const person = model.people.get(who)
      if (!person) return
      const answer = await act(real, person)
      const refused = statuses.includes(person.status) ? refusal(model, person) : 'a refusal'
      if (refused === null) expect(answer.status, `${name}: ${answer.text}`).toBeLessThan(300)
      else if (refused === 'a refusal') expect([409, 410], `${name}: ${answer.text}`).toContain(answer.status)
      else expect(answer.body.code).toBe(refused)
      const type = refused === null ? apply(model, person) : null
      if (type) model.events.push(`${type} ${person.id}`)
    },
  )

const gone = (model: Model, person: Person) => {
  for (const [who, one] of model.people) if (one === person) model.people.delete(who)
}
/** An invitation that came to nothing. */
const withdrawn = (model: Model, person: Person) => {
  if (person.joined) person.status = 'inactive'
  else gone(model, person)
}
const none = () => null
const become = (status: Status, type: string) => (_: Model, person: Person) => {
  person.status = status
  return type
}

/** Whoever was in before accepts signed in, as soon as Cognito has heard of the invitation. */
async function acceptIn(real: Real, person: Person, email: string): Promise<Answer> {
  const token = await tokenOf(real, person)
  if (!person.joined || person.status !== 'invited') return accept(stack(), token)
  await settle(stack())
  return ask(stack(), 'POST', '/v1/invitations/accept', { token: await signIn(stack(), email), body: { token } })
}

const acceptBy = (who: number) =>
  onPerson(
    'accept',
    who,
    ['invited'],
    (real, person) => acceptIn(real, person, emailOf(real, who)),
    none,
    (_, person) => {
      person.status = 'active'
      person.joined = true
      return 'invitation.accepted'
    },
  )

const declineBy = (who: number) =>
  onPerson(
    'decline',
    who,
    ['invited'],
    async (real, person) => ask(stack(), 'POST', '/v1/invitations/decline', { body: { token: await tokenOf(real, person) } }),
    none,
    (model, person) => {
      withdrawn(model, person)
      return 'invitation.declined'
    },
  )

const cancel = (who: number) =>
  onPerson(
    'cancel',
    who,
    ['invited', 'expired'],
    (real, person) => ask(stack(), 'DELETE', invitationPath(real, person), asOwner(real)),
    none,
    (model, person) => {
      withdrawn(model, person)
      return 'invitation.cancelled'
    },
  )

const resend = (who: number) =>
  onPerson(
    'resend',
    who,
    ['invited', 'expired'],
    (real, person) => ask(stack(), 'POST', `${invitationPath(real, person)}/resend`, asOwner(real)),
    (model, person) => (person.status === 'expired' && used(model) >= model.seats ? 'seat_limit_reached' : null),
    (_, person) => {
      person.status = 'invited'
      person.tokenVersion += 1
      return 'invitation.resent'
    },
  )

const edit = (who: number, roles: string[]) =>
  onPerson(
    `change the invitation to ${roles.join()} of`,
    who,
    ['invited', 'expired'],
    (real, person) => ask(stack(), 'PATCH', invitationPath(real, person), asOwner(real, { roleIds: roles })),
    none,
    (_, person) => {
      const same = person.roles.toSorted().join() === roles.toSorted().join()
      person.roles = roles
      return same ? null : 'invitation.changed'
    },
  )

/** What inviting the right address would be refused for, the seat apart, which the wrong one may have. */
function refusalOfCorrection(model: Model, from: Person, to: Person | undefined): string | null {
  if (from.status !== 'invited' && from.status !== 'expired') return 'wrong_status'
  if (to && holds(to)) return to.status === 'invited' ? 'already_invited' : 'already_member'
  return from.status === 'expired' && used(model) >= model.seats ? 'seat_limit_reached' : null
}

const correct = (who: number, right: number) =>
  command(
    `correct ${who} to ${right}`,
    model => model.people.has(who) && who !== right,
    async (model, real) => {
      const [from, to] = [model.people.get(who), model.people.get(right)]
      if (!from) return
      const body = { email: emailOf(real, right) }
      const answer = await ask(stack(), 'POST', `${invitationPath(real, from)}/correct-email`, asOwner(real, body))
      const refusal = refusalOfCorrection(model, from, to)
      expect(answer.body.code ?? null, answer.text).toBe(refusal)
      if (refusal) return
      const { userId: id, id: invitationId } = answer.body
      if (to) expect(id).toBe(to.id)
      else expect(real.known.has(id), 'ids are never used again').toBe(false)
      real.known.add(id)
      withdrawn(model, from)
      model.people.set(right, {
        status: 'invited',
        roles: from.roles,
        id,
        invitationId,
        tokenVersion: 1,
        joined: to?.joined ?? false,
      })
      model.events.push(`invitation.cancelled ${from.id}`, `invitation.created ${id}`)
    },
  )

const suspend = (who: number) =>
  onPerson(
    'suspend',
    who,
    ['active'],
    (real, person) => ask(stack(), 'POST', `${userPath(real, person)}/suspend`, asOwner(real)),
    none,
    become('suspended', 'user.suspended'),
  )

const reactivate = (who: number) =>
  onPerson(
    'reactivate',
    who,
    ['suspended', 'inactive'],
    (real, person) => ask(stack(), 'POST', `${userPath(real, person)}/reactivate`, asOwner(real)),
    (model, person) => (person.status === 'inactive' && used(model) >= model.seats ? 'seat_limit_reached' : null),
    (_, person) => {
      const kept = person.roles.filter(role => role !== 'rol_owner')
      person.roles = kept.length > 0 ? kept : ['rol_member']
      person.status = 'active'
      return 'user.reactivated'
    },
  )

const remove = (who: number) =>
  onPerson(
    'remove',
    who,
    ['active', 'suspended'],
    (real, person) => ask(stack(), 'DELETE', userPath(real, person), asOwner(real)),
    none,
    become('inactive', 'user.removed'),
  )

const erase = (who: number) =>
  onPerson(
    'erase',
    who,
    ['suspended', 'inactive'],
    (real, person) => ask(stack(), 'DELETE', `${userPath(real, person)}?permanent=true&confirm=${person.id}`, asOwner(real)),
    none,
    (model, person) => {
      gone(model, person)
      return 'user.erased'
    },
  )

const changeRoles = (who: number, roles: string[]) =>
  onPerson(
    `change to ${roles.join()}`,
    who,
    ['invited', 'expired', 'active', 'suspended', 'inactive'],
    (real, person) => ask(stack(), 'PATCH', userPath(real, person), asOwner(real, { roleIds: roles })),
    none,
    (_, person) => {
      const same = person.roles.toSorted().join() === roles.toSorted().join()
      person.roles = roles
      return same ? null : 'user.changed'
    },
  )

const ownerEnds = command(
  'the owner gives up the own role, suspends or removes the own account, or leaves',
  model => owners(model) === 1,
  async (_, real) => {
    const path = `/v1/orgs/${real.org.id}/users/${real.org.owner.id}`
    expect((await ask(stack(), 'PATCH', path, asOwner(real, { roleIds: ['rol_admin'] }))).body.code).toBe('last_owner')
    expect((await ask(stack(), 'POST', `${path}/suspend`, asOwner(real))).body.code).toBe('last_owner')
    expect((await ask(stack(), 'DELETE', path, asOwner(real))).body.code).toBe('last_owner')
    expect((await ask(stack(), 'POST', `/v1/orgs/${real.org.id}/leave`, asOwner(real))).body.code).toBe('last_owner')
  },
)

const expire = command(
  'a month goes by',
  () => true,
  async (model, real) => {
    await advance(stack(), 30 * 86_400 + 1)
    await runSchedule(stack())
    for (const person of model.people.values()) {
      if (person.status !== 'invited') continue
      person.status = 'expired'
      model.events.push(`invitation.expired ${person.id}`)
    }
    real.org.owner.token = await signIn(stack(), real.org.owner.email)
  },
)

const setSeats = (seats: number) =>
  command(
    `set ${seats} seats`,
    () => true,
    async (model, real) => {
      await stack().invoke('setSeats', { orgId: real.org.id, seats })
      model.seats = seats
      model.events.push(`organization.limits_changed ${real.org.id}`)
    },
  )

async function checkInvariants(model: Model, { org, emails, known }: Real) {
  const rows = await readRows(stack(), [
    `ORG#${org.id}`,
    `ORG#${org.id}#AUDIT`,
    ...[...known, org.owner.id].map(id => `IDENTITY#${id}`),
    ...[...emails, org.owner.email].map(email => `EMAIL#${email}`),
  ])
  expect([...wrongCounts(rows, org.id), ...wrongInvitations(rows, org.id), ...wrongIdentities(rows, false)]).toEqual([])
  const users = rows
    .filter(({ sk }) => sk.startsWith('USER#'))
    .map(({ user }) => [user.id, user.status, user.roleIds.toSorted().join()])
  const expected = [...model.people.values()].map(({ id, status, roles }) => [id, status, roles.toSorted().join()])
  expect(users.filter(([id]) => id !== org.owner.id).toSorted()).toEqual(expected.toSorted())
  const counts = rows.find(({ sk }) => sk === 'COUNTS')
  expect(counts.limits.seats - counts.seatsFree).toBe(used(model))
  expect(counts.activeOwners).toBe(owners(model))
  expect(
    eventsIn(rows, org.id)
      .map(({ type, target }) => `${type} ${target.id}`)
      .toSorted(),
  ).toEqual(model.events.toSorted())
}

const who = fc.nat({ max: 4 })
const roles = fc.constantFrom<string[][]>(['rol_member'], ['rol_admin'], ['rol_owner'], ['rol_member', 'rol_admin'])
const commands = [
  fc.tuple(who, roles).map(([one, some]) => invite([one], some)),
  fc.tuple(fc.uniqueArray(who, { minLength: 2, maxLength: 5 }), roles).map(([some, given]) => invite(some, given)),
  who.map(acceptBy),
  who.map(acceptBy),
  who.map(declineBy),
  who.map(cancel),
  who.map(resend),
  fc.tuple(who, roles).map(([one, some]) => edit(one, some)),
  fc.tuple(who, who).map(([one, other]) => correct(one, other)),
  who.map(suspend),
  who.map(reactivate),
  who.map(reactivate),
  who.map(remove),
  who.map(erase),
  fc.tuple(who, roles).map(([one, some]) => changeRoles(one, some)),
  fc.constant(ownerEnds),
  fc.constant(expire),
  fc.integer({ min: 1, max: 7 }).map(setSeats),
]

test(
  'whatever is done to the people of an organization, in any order, is what a simple model says, with one event for each change',
  async () => {
    const size = figure(30, 40)
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: size, size: 'max' }), async given => {
        const org = await createBusyOrg(stack(), { seats: 4 })
        const rows = await readRows(stack(), [`ORG#${org.id}#AUDIT`])
        const events = eventsIn(rows, org.id).map(({ type, target }) => `${type} ${target.id}`)
        const emails = Array.from({ length: 5 }, () => freshEmail('model'))
        const setup = () => ({ model: { seats: 4, people: new Map(), events }, real: { org, emails, known: new Set<string>() } })
        await fc.asyncModelRun(setup, given)
      }),
      { numRuns: figure(12, 500), endOnFailure: !process.env.SHRINK },
    )
    await settle(stack())
    expect(await unsound(stack())).toEqual([])
  },
  figure(120_000, 3_600_000),
)
