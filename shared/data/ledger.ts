import type { Ledger } from '../domain/ledger.ts'
import type { Grants } from '../domain/rights.ts'
import { builtInIds } from '../domain/roles.ts'
import type { Conditions } from './expressions.ts'
import { stale } from './failures.ts'
import { rolesKey } from './keys.ts'
import type { Place, Write } from './table.ts'

const leavingPrefix = 'leaving:'
export const leavingOf = (id: string) => leavingPrefix + id

/**
 * It stands in the roles' item, which is read with every caller anyway: each site or role that is leaving as an attribute of its own,
 * which names what is in its place, or nothing.
 */
export const ledgerAt = (orgId: string): Place<Ledger> => ({
  key: rolesKey(orgId),
  from(item = rolesKey(orgId)) {
    const leaving = Object.entries(item).filter(([name]) => name.startsWith(leavingPrefix))
    return {
      deletions: Number(item.deletions ?? 0),
      leaving: Object.fromEntries(leaving.map(([name, to]) => [name.slice(leavingPrefix.length), String(to) || null])),
      groupsFrom: (item.groupsFrom ?? null) as string | null, // as shared/data/group-mappings.ts sets it
    }
  },
})

export const noneGoneSince = ({ deletions }: Ledger): Conditions => ({
  deletions: deletions === 0 ? 'zero' : { is: deletions },
})

export const noneGone = (orgId: string, ledger: Ledger): Write => ({
  check: rolesKey(orgId),
  if: noneGoneSince(ledger),
  otherwise: stale,
})

/** What it becomes once this one is gone: whoever was to get it in the place of a third one, gets what comes in its own place. */
export function leavingFor(id: string, replacement: string | null, { leaving }: Ledger): Record<string, string> {
  const moved = [id, ...Object.keys(leaving).filter(former => leaving[former] === id)]
  return Object.fromEntries(moved.map(former => [leavingOf(former), replacement ?? '']))
}

/**
 * Goes with whatever gives somebody sites or roles: one check, however many they are. Nobody is left with one that is gone. They and
 * the ledger are read together, but not at one moment, so the ledger may know better. Built-in roles never go.
 */
export function grantsStand(orgId: string, ledger: Ledger, given: Partial<Pick<Grants, 'roleIds' | 'siteIds'>>[]): Write[] {
  const siteIds = given.flatMap(({ siteIds = [] }) => (siteIds === 'all' ? [] : siteIds))
  const ids = [...siteIds, ...given.flatMap(({ roleIds = [] }) => roleIds.filter(id => !builtInIds.includes(id)))]
  if (ids.length === 0) return []
  if (ids.some(id => id in ledger.leaving)) throw stale()
  return [noneGone(orgId, ledger)]
}
