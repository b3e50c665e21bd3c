import { builtInRoles } from '../../../shared/domain/roles.ts'
import type { Client } from './client.ts'
import type { Said } from './columns.ts'
import { expectOk } from './problems.ts'

type Named = { id: string; name: string }

/** The id of a role by its id or name, or what is wrong with that. */
export type FindRole = (given: string) => { id: string } | { fault: string }

const isId = (given: string) => given.startsWith('rol_')

/**
 * The built-in names need no look-up; for others the organization's roles are read, if the caller may.
 * @param said asked for their roles only
 */
export async function openRoles(client: Client, orgId: string, said: Said[]): Promise<FindRole> {
  const builtIn = finding(builtInRoles([]))
  const given = [...new Set(said.flatMap(({ cells }) => (cells.roleIds ?? '').split(/[|;]/)).map(name => name.trim()))]
  if (given.every(name => name === '' || 'id' in builtIn(name))) return builtIn
  const roles = await readRoles(client, orgId)
  return roles ? finding(roles) : finding(builtInRoles([]), '; you may not see the organization’s own, so give their ids')
}

/** Null without the permission to see them. */
async function readRoles(client: Client, orgId: string): Promise<Named[] | null> {
  const roles: Named[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/v1/orgs/${encodeURIComponent(orgId)}/roles${cursor && `?cursor=${encodeURIComponent(cursor)}`}`
    const answer = await client({ method: 'GET', path })
    if (answer.status === 403) return null
    const page = expectOk(answer) as { items: Named[]; nextCursor: string | null } // the route's answer
    roles.push(...page.items)
    cursor = page.nextCursor
  }
  return roles
}

const folded = (name: string) => name.normalize('NFC').toLowerCase()

/** By its very name, else whatever the case. */
export function finding(roles: Named[], advice = ''): FindRole {
  return given => {
    if (isId(given)) return { id: given }
    const exact = roles.filter(({ name }) => name === given)
    const found = exact.length > 0 ? exact : roles.filter(({ name }) => folded(name) === folded(given))
    const [role, another] = found
    if (role && !another) return { id: role.id }
    const names = roles.map(({ name }) => name).join(', ')
    return {
      fault: role
        ? `roles: several are called ${given}; take the id`
        : `roles: there is no ${given} (there are ${names}${advice})`,
    }
  }
}
