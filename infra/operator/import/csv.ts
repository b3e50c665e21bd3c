import { Stopped } from './stopped.ts'

/** `line` is where it begins in the file, from 1; a cell may hold line breaks. */
export type CsvRecord = { line: number; cells: string[] }

/**
 * RFC 4180, taking LF for CRLF, too. What the standard leaves no meaning for is an error and never guessed at: a quotation mark inside
 * a bare cell mostly means that an earlier one is missing, and half the file would end up in one cell.
 */
export function parseCsv(text: string, delimiter: string): CsvRecord[] {
  const quoted = /"([^"]*(?:""[^"]*)*)"/y
  const bare = new RegExp(`[^"\\r\\n${delimiter}]*(?:\\r(?!\\n)[^"\\r\\n${delimiter}]*)*`, 'y')
  const end = new RegExp(`${delimiter}|\\r?\\n|$`, 'y')
  let [at, line] = [0, 1]
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    at += found?.[0].length ?? 0
    line += found?.[0].split('\n').slice(1).length ?? 0
    return found
  }
  const records: CsvRecord[] = []
  while (at < text.length) {
    const record: CsvRecord = { line, cells: [] }
    for (let ended = false; !ended; ) {
      const begun = line
      const cell = take(quoted)?.[1]?.replaceAll('""', '"') ?? take(bare)?.[0] ?? ''
      const after = take(end)
      if (!after) throw new Stopped(`Line ${begun}: ${misquoted(text, at)}`)
      record.cells.push(cell)
      ended = after[0] !== delimiter
    }
    records.push(record)
  }
  return records
}

function misquoted(text: string, at: number): string {
  if (text[at] !== '"')
    return 'something stands between a closing quotation mark and the end of its cell. Double a quotation mark inside a cell.'
  const alone = at === 0 || /[\n,;\t]/.test(text.charAt(at - 1))
  return alone
    ? 'a quotation mark opens a cell that never ends.'
    : 'a quotation mark stands inside a cell that does not begin with one. Put the whole cell in quotation marks, and double those inside.'
}

/** What a spreadsheet would take for a formula has an apostrophe in front in Roster's own CSV; here it goes again. */
export const unescaped = (cell: string): string => (/^'[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell)

const delimiters = [',', ';', '\t']

/** The one that parts the first line into the most cells; a comma when none does. Quoted ones part nothing. */
export function delimiterOf(text: string): string {
  const [head = ''] = text.split('\n', 1)
  const bare = head.replaceAll(/"[^"]*"/g, '')
  const counts = delimiters.map(delimiter => bare.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ','
}
