import type { Stack } from '../../infra/local/stack.ts'
import { siteKey } from '../../shared/data/keys.ts'
import { crowd, crowdSites, type Person } from '../support/crowd.ts'
import { fill, tableOf } from '../support/fill.ts'
import { addMember, createBusyOrg, type Member, type Org } from '../support/people.ts'

/** An organization of this size, in which somebody sees only the people of one site. */
export type Crowd = { size: number; org: Org; siteBound: Member; people: Person[] }

const now = Date.parse('2026-07-01T00:00:00.000Z')

export async function crowdScene(stack: Stack, dynamoDb: string, tableName: string, size: number): Promise<Crowd> {
  const org = await createBusyOrg(stack)
  const filling = { endpoint: dynamoDb, tableName, orgId: org.id }
  await tableOf(filling).transact(crowdSites.map(id => ({ put: siteKey(org.id, id) })))
  const siteBound = await addMember(stack, org, {
    roleIds: ['rol_site_admin'],
    siteIds: crowdSites.slice(0, 1),
    lastName: 'Lead',
  })
  const people = crowd(size, { seed: 42, now })
  await fill(filling, people)
  return { size, org, siteBound, people }
}
