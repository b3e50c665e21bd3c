import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { normalizeUsername } from '../../../shared/domain/usernames.ts'
import { faultsOf } from '../../../shared/http/problems.ts'
import { email, grantFields, personFields } from '../../../shared/routes/fields.ts'
import { type Field, fields, type Said } from './columns.ts'
import type { FindRole } from './roles.ts'

export type Entry = Partial<Record<Field, string | string[]>>

/** A line of the file. `content` is the same wherever the line stands and as long as it asks for the same: by it the report knows it again. */
export type Line = { line: number; person: string; content: string; entry: Entry; faults: string[] }

/** What the API will say is wrong, as far as that is the same for everybody; the verdicts on the rest are the API's. */
const sayable = z.strictObject({
  email: z.optional(email),
  username: z.optional(
    z
      .string()
      .check(z.refine(name => normalizeUsername(name) !== null, 'must be a username: 3 to 40 letters a–z, digits, dots, _ or -')),
  ),
  ...personFields,
  ...grantFields,
})

/** Every line with all of its faults. Who is there twice is a fault of the second line: it can only be a mistake. */
export function linesOf(said: Said[], findRole: FindRole): Line[] {
  const seen = new Map<string, number>()
  return said.map(one => {
    const { entry, faults } = entryOf(one, findRole)
    for (const person of personsOf(entry)) {
      const before = seen.get(person)
      if (before === undefined) seen.set(person, one.line)
      else faults.push(`is the same person as line ${before}`)
    }
    const person = String(entry.email ?? entry.username ?? '')
    return { line: one.line, person, content: contentOf(faults.length > 0 ? { said: one.cells, faults } : entry), entry, faults }
  })
}

function entryOf({ cells, faults: before }: Said, findRole: FindRole): { entry: Entry; faults: string[] } {
  const { roleIds, extraPermissions, siteIds } = cells
  const roles = listOf(roleIds).map(findRole)
  const lists: Entry = {
    ...(roles.length > 0 && { roleIds: roles.flatMap(role => ('id' in role ? [role.id] : [])) }),
    ...(extraPermissions !== undefined && { extraPermissions: listOf(extraPermissions) }),
    ...(siteIds !== undefined && { siteIds: siteIds.toLowerCase() === 'all' ? 'all' : listOf(siteIds) }),
  }
  // In one order, whatever the columns’: content and key are made from it.
  const entry: Entry = Object.fromEntries(
    fields.flatMap(field => (field in cells ? [[field, lists[field] ?? cells[field]]] : [])),
  )
  const faults = [...before, ...roles.flatMap(role => ('fault' in role ? [role.fault] : []))]
  if ((entry.email === undefined) === (entry.username === undefined))
    faults.push(entry.email === undefined ? 'has neither email nor username' : 'has both email and username; keep one')
  const { success, error } = sayable.safeParse(faults.length > 0 ? { ...entry, roleIds: undefined } : entry, {
    reportInput: true,
  })
  return { entry, faults: success ? faults : [...faults, ...faultsOf(error).map(inColumns)] }
}

const listOf = (cell = ''): string[] =>
  cell
    .split(/[|;]/)
    .map(part => part.trim())
    .filter(Boolean)

const inColumns = ({ path, message }: { path: string; message: string }): string => {
  if (path.startsWith('siteIds')) return 'sites must be all, or ids (ste_…) with | between them, each once'
  return `${path.startsWith('roleIds') ? 'roles' : path} ${message}`
}

/** As the API tells people apart. */
function personsOf({ email: given, username }: Entry): string[] {
  const address = sayable.shape.email.safeParse(given)
  return [
    ...(address.success && address.data !== undefined ? [address.data] : []),
    ...(typeof username === 'string' ? [`username ${normalizeUsername(username) ?? username}`] : []),
  ]
}

/** With letters in front, so that no spreadsheet takes it for a number and rounds it. */
const contentOf = (what: object): string => `c_${createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 24)}`
