import { expect, test } from 'vitest'
import { unclean } from '../support/answers.ts'
import { ask, type Json, settle } from '../support/api.ts'
import { figure, times } from '../support/figures.ts'
import { addMember, createBusyOrg, type Member, type Org, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
const rounds = figure(10, 50)
const owner = 'rol_owner'

/** Each suspends or demotes the next one, or itself: whoever wins, one must remain. */
function attack(org: Org, round: number, attacker: Member, victim: Member) {
  const path = `/v1/orgs/${org.id}/users/${round % 3 === 2 ? attacker.id : victim.id}`
  const demotes = (round + attacker.id.charCodeAt(attacker.id.length - 1)) % 2 === 0
  return demotes || round % 3 === 2
    ? ask(stack(), 'PATCH', path, { token: attacker.token, body: { roleIds: ['rol_member'] } })
    : ask(stack(), 'POST', `${path}/suspend`, { token: attacker.token })
}

test(
  `16 owners suspend and demote each other, all at once, ${rounds} times: an active owner is left each time`,
  async () => {
    const org = await createBusyOrg(stack())
    const owners = [org.owner, ...(await inTurn(15, () => addMember(stack(), org, { roleIds: [owner] })))]
    for (const round of times(rounds)) {
      const active = (await people(org)).filter(isActiveOwner).map(({ id }) => id)
      const attackers = owners.filter(({ id }) => active.includes(id))
      const answers = await Promise.all(
        attackers.flatMap((attacker, index) => {
          const victim = attackers[(index + 1 + (round % 3)) % attackers.length]
          return victim ? [attack(org, round, attacker, victim)] : []
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
    if (user.status === 'suspended') {
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
