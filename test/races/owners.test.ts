import { expect, test } from 'vitest'
import { unclean } from '../support/answers.ts'
import { type Answer, ask, type Json, settle } from '../support/api.ts'
import { figure, times } from '../support/figures.ts'
import { addMember, createBusyOrg, type Member, type Org, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
const rounds = figure(6, 50)
const owner = 'rol_owner'

type Attack = (org: Org, attacker: Member, victim: Member) => Promise<Answer>

const pathOf = (org: Org, { id }: Member) => `/v1/orgs/${org.id}/users/${id}`
const demote = (org: Org, { token }: Member, victim: Member) =>
  ask(stack(), 'PATCH', pathOf(org, victim), { token, body: { roleIds: ['rol_member'] } })

/** What an owner can do to the next one, or to itself: whoever wins, one must remain. */
const attacks: Attack[] = [
  (org, { token }, victim) => ask(stack(), 'POST', `${pathOf(org, victim)}/suspend`, { token }),
  (org, { token }, victim) => ask(stack(), 'DELETE', pathOf(org, victim), { token }),
  demote,
  (org, { token }) => ask(stack(), 'POST', `/v1/orgs/${org.id}/leave`, { token }),
  (org, attacker) => demote(org, attacker, attacker),
]

/** In one round in three all do the same; in the others, each something else. */
const attackOf = (round: number, index: number): Attack => {
  const at = round % 3 === 2 ? Math.floor(round / 3) : round + index
  return attacks[at % attacks.length] ?? demote
}

test(
  `L8: 16 owners remove, suspend and demote each other and leave, all at once, ${rounds} times: an active owner is left each time`,
  async () => {
    const org = await createBusyOrg(stack())
    const owners = [org.owner, ...(await inTurn(15, () => addMember(stack(), org, { roleIds: [owner] })))]
    for (const round of times(rounds)) {
      const active = (await people(org)).filter(isActiveOwner).map(({ id }) => id)
      const attackers = owners.filter(({ id }) => active.includes(id))
      const answers = await Promise.all(
        attackers.flatMap((attacker, index) => {
          const victim = attackers[(index + 1 + (round % 3)) % attackers.length]
          return victim ? [attackOf(round, index)(org, attacker, victim)] : []
        }),
      )
      const refusals = [
        '403 forbidden',
        '403 beyond_your_rights',
        '403 grant_beyond_own',
        '404 not_found',
        '409 last_owner',
        '409 wrong_status',
        '401',
      ]
      expect(unclean(answers, '200', ...refusals)).toEqual([])
      const left = (await people(org)).filter(isActiveOwner)
      expect(left.length, `round ${round}`).toBeGreaterThanOrEqual(1)
      await restore(org, owners, left[0])
    }
    await settle(stack())
    expect(await unsound(stack())).toEqual([])
  },
  figure(180_000, 3_600_000),
)

const people = async (org: Org): Promise<Json[]> => usersIn(await scanTable(stack()), org.id)
const isActiveOwner = ({ status, roleIds }: Json) => status === 'active' && roleIds.includes(owner)

/** All of them active owners again, by whoever is left. Their tokens of before are dead where they were suspended. */
async function restore(org: Org, owners: Member[], left: Json) {
  const token = owners.find(({ id }) => id === left.id)?.token
  for (const user of await people(org)) {
    const path = `/v1/orgs/${org.id}/users/${user.id}`
    const member = owners.find(({ id }) => id === user.id)
    if (!member) continue
    if (user.status !== 'active') {
      expect((await ask(stack(), 'POST', `${path}/reactivate`, { token })).status).toBe(200)
      await settle(stack())
      member.token = await signIn(stack(), member.email)
    }
    if (!isActiveOwner(user)) {
      const given = await ask(stack(), 'PATCH', path, { token, body: { roleIds: [owner] } })
      expect(given.status, given.text).toBe(200)
    }
  }
}

async function inTurn<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (const _ of times(count)) done.push(await work())
  return done
}
