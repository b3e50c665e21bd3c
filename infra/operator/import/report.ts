import { randomUUID } from 'node:crypto'
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises'
import { stringify } from 'csv-stringify/sync'
import { delimiterOf, parseCsv, unescaped } from './csv.ts'
import type { Line } from './lines.ts'
import { Stopped } from './stopped.ts'
import { decoded } from './text.ts'

/** `possible`: what a dry run says of who would be invited. `open`: to be tried again as it is, since only a limit stands against it. */
export type Status = 'invited' | 'already there' | 'failed' | 'open' | 'possible'

export type Row = {
  line: string
  person: string
  status: Status | 'begun'
  code: string
  detail: string
  userId: string
  invitationId: string
  /** How often the API has given a verdict on it. */
  tries: string
  content: string
}

const columns: (keyof Row)[] = ['line', 'person', 'status', 'code', 'detail', 'userId', 'invitationId', 'tries', 'content']

/** What earlier runs found out, by the lines' content. `begun` names this import, from its first run on, and its organization. */
export type Past = { begun: Row; rows: Map<string, Row> }

export type Report = {
  file: string
  importId: string
  rowOf(line: Line): Row | undefined
  /** Returns when they are written. */
  append(rows: Row[]): Promise<void>
  /** One row for each of these lines, in their order, and those of people who came in before and are no longer in the file. */
  tidy(lines: Line[]): Promise<void>
}

export const isIn = (row: Row | undefined): boolean => row?.status === 'invited' || row?.status === 'already there'

export async function readPast(file: string, orgId: string): Promise<Past> {
  const [begun, ...rows] = await readRows(file)
  if (!begun) return { begun: begunRow(orgId), rows: new Map() }
  if (begun.person !== orgId)
    throw new Stopped(`${file} is the report of an import into ${begun.person}. Name another file with --report.`)
  return { begun, rows: new Map(rows.map(row => [row.content, row])) }
}

/** Begins anew each time, with those who are in already. What stands there must be a report, too. */
export async function openDryReport(file: string, { begun, rows }: Past): Promise<Report> {
  await readRows(file)
  return openReport(file, { begun, rows: new Map([...rows].filter(([, row]) => isIn(row))) })
}

/** Goes on with a report. It is written before anybody is invited, so that a wrong place is found out in time. */
export async function openReport(file: string, { begun, rows: before }: Past): Promise<Report> {
  const rows = new Map(before)
  await write(file, [begun, ...rows.values()])
  return {
    file,
    importId: begun.content,
    rowOf: ({ content }) => rows.get(content),
    async append(more) {
      for (const row of more) rows.set(row.content, row)
      await appendFile(file, csvOf(more)).catch(unwritable(file))
    },
    async tidy(lines) {
      const here = new Set(lines.map(({ content }) => content))
      const gone = [...rows.values()].filter(row => !here.has(row.content) && isIn(row)).map(row => ({ ...row, line: '' }))
      const kept = lines.flatMap(({ content, line }) => {
        const row = rows.get(content)
        return row ? [{ ...row, line: String(line) }] : []
      })
      await write(file, [begun, ...kept, ...gone])
    },
  }
}

const begunRow = (orgId: string): Row => ({
  line: '',
  person: orgId,
  status: 'begun',
  code: '',
  detail: '',
  userId: '',
  invitationId: '',
  tries: '',
  content: `i_${randomUUID()}`,
})

/** As Roster’s own CSV answers: RFC 4180, nothing that a spreadsheet would take for a formula. Each row is one line, so that a cut shows. */
const csvOf = (rows: Row[]): string =>
  stringify(
    rows.map(row => columns.map(column => row[column].replaceAll(/\s+/g, ' '))),
    { escape_formulas: true, record_delimiter: 'windows' },
  )

/** In one step, so that a report is never half there. */
async function write(file: string, rows: Row[]): Promise<void> {
  const next = `${file}.next`
  await writeFile(next, `${columns.join(',')}\r\n${csvOf(rows)}`).catch(unwritable(file))
  await rename(next, file).catch(unwritable(file))
}

/** Also of a report that a spreadsheet saved. A last row that was cut off is left out: its line is tried again, and the API knows it. */
async function readRows(file: string): Promise<Row[]> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw new Stopped(`${file} can’t be read: ${error.message}.`)
  })
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1)
  const text = decoded(whole, file)
  const [head, ...records] = parseCsv(text, delimiterOf(text))
  const isReport = head === undefined ? bytes.length === 0 : columns.every((column, index) => head.cells[index] === column)
  const rows = records.map(({ cells }) => rowOf(cells.map(unescaped)))
  if (!isReport || (rows[0] && rows[0].status !== 'begun'))
    throw new Stopped(`${file} is there and is no report of an import. Name another file with --report.`)
  return rows
}

const rowOf = (cells: string[]): Row => Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])) as Row // every column is there

const unwritable = (file: string) => (error: Error) => {
  throw new Stopped(`The report ${file} can’t be written: ${error.message}.`)
}
