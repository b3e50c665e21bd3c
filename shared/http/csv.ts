import { stringify } from 'csv-stringify/sync'
import type * as z from 'zod/mini'
import type { userShape } from '../routes/fields.ts'

type Shown = z.input<typeof userShape>

const list = (values: string[]) => values.join('; ')

/** The columns, each as the API names it. */
const columns: Record<string, (user: Shown) => string | null> = {
  id: user => user.id,
  email: user => user.email,
  communicationEmail: user => user.communicationEmail,
  firstName: user => user.firstName,
  lastName: user => user.lastName,
  displayName: user => user.displayName,
  phone: user => user.phone,
  locale: user => user.locale,
  status: user => user.status,
  roles: user => list(user.roles.map(({ name }) => name)),
  extraPermissions: user => list(user.extraPermissions),
  siteIds: user => (user.siteIds === 'all' ? 'all' : list(user.siteIds)),
  mustChangePassword: user => String(user.mustChangePassword),
  createdAt: user => user.createdAt,
  updatedAt: user => user.updatedAt,
  lastSignInAt: user => user.lastSignInAt,
}

/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
const format = { escape_formulas: true, record_delimiter: 'windows' } as const

export const csvHead = (): string => stringify([Object.keys(columns)], format)

export const csvOf = (users: Shown[]): string =>
  stringify(
    users.map(user => Object.values(columns).map(cell => cell(user))),
    format,
  )
