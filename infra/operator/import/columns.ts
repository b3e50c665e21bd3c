import { delimiterOf, parseCsv, unescaped } from './csv.ts'
import { Stopped } from './stopped.ts'

/** The entry's fields, with the column's names beside the field's own, which all count in any case and with spaces, `_` or `-`. */
const names = {
  email: [],
  username: [],
  firstName: [],
  lastName: [],
  displayName: [],
  phone: [],
  communicationEmail: [],
  locale: [],
  roleIds: ['roles'],
  extraPermissions: [],
  siteIds: ['sites'],
} satisfies Record<string, string[]>

export type Field = keyof typeof names
export const fields = Object.keys(names) as Field[] // the keys of a const object are its type's

/** What a person's line says, by field; `line` is where it begins in the file. A line without any text is none. */
export type Said = { line: number; cells: Partial<Record<Field, string>>; faults: string[] }

const folded = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '')
const known = new Map(fields.flatMap(field => [field, ...names[field]].map(name => [folded(name), field] as const)))
const columnNames = fields.map(field => names[field][0] ?? field)

/** @returns `unused`: the columns that were left out */
export function saidIn(text: string, file: string, ignoreUnknown: boolean): { said: Said[]; unused: string[] } {
  const [head, ...rest] = parseCsv(text, delimiterOf(text))
  if (!head) throw new Stopped(`${file} is empty. Its first line must name the columns: ${columnNames.join(', ')}.`)
  const titles = head.cells.map(cell => unescaped(cell).trim())
  const columns = titles.map(title => known.get(folded(title)) ?? null)
  const unused = titles.filter((_, index) => !columns[index])
  if (!columns.includes('email') && !columns.includes('username'))
    throw new Stopped(
      `${file} has neither a column email nor a column username. Its first line must name the columns, such as: email, firstName, lastName, roles.`,
    )
  if (unused.length > 0 && !ignoreUnknown) throw new Stopped(unknownColumns(file, unused))
  const twice = columns.find((column, index) => column && columns.indexOf(column) < index)
  if (twice) throw new Stopped(`${file} has two columns for ${twice}. Keep one.`)
  const said = rest
    .filter(({ cells }) => cells.some(cell => cell.trim() !== ''))
    .map(({ line, cells }) => sayingOf(line, cells, columns))
  return { said, unused }
}

const unknownColumns = (file: string, unused: string[]) =>
  `${file} has unknown columns: ${unused.map(title => title || '(no name)').join(', ')}. Known are ${columnNames.join(', ')}. Name them so, or leave the others out with --ignore-unknown.`

function sayingOf(line: number, cells: string[], columns: (Field | null)[]): Said {
  const said: Said = { line, cells: {}, faults: [] }
  if (cells.length !== columns.length) said.faults.push(`has ${cells.length} cells, but the first line has ${columns.length}`)
  for (const [index, field] of columns.entries()) {
    const cell = unescaped(cells[index] ?? '').trim()
    if (field && cell !== '') said.cells[field] = cell
  }
  return said
}
