import type { Line } from './lines.ts'
import type { Row } from './report.ts'

export type Summary = {
  lines: number
  invited: number
  alreadyThere: number
  failed: number
  /** Lines without a verdict, or with one that only a limit stands behind. */
  open: number
  /** Who would be invited, by a dry run. */
  possible: number
  seats?: { needed: number; free: number; limit: number }
  /** How many lines each code keeps out. */
  codes: Record<string, number>
  report: string
  stopped?: string
}

/** Of the lines as they stand in the file now. */
export function summaryOf(lines: Line[], rowOf: (line: Line) => Row | undefined, report: string): Summary {
  const rows = lines.map(rowOf)
  const count = (status: Row['status']) => rows.filter(row => row?.status === status).length
  const kept = rows.filter(row => row?.status === 'failed' || row?.status === 'open')
  const codes = Map.groupBy(kept, row => row?.code ?? '')
  return {
    lines: lines.length,
    invited: count('invited'),
    possible: count('possible'),
    alreadyThere: count('already there'),
    failed: count('failed'),
    open: count('open') + rows.filter(row => !row).length,
    codes: Object.fromEntries([...codes].map(([code, { length }]) => [code, length])),
    report,
  }
}

/** Nobody is, or would be, left out. */
export const isComplete = ({ failed, open, seats }: Summary): boolean =>
  failed === 0 && open === 0 && (!seats || seats.needed <= seats.free)

export function inWords({ lines, invited, alreadyThere, failed, open, possible, seats, codes, report }: Summary): string {
  const parts = [
    ...(possible > 0 ? [`${possible} would be invited`] : [`${invited} invited`]),
    `${alreadyThere} already there`,
    `${failed} failed`,
    ...(open > 0 ? [`${open} open`] : []),
  ]
  const free =
    seats &&
    `They need ${seats.needed} seats, and ${seats.free} of ${seats.limit} are free${seats.needed > seats.free ? ': too few' : ''}.`
  const why = Object.entries(codes)
    .toSorted(([, one], [, other]) => other - one)
    .map(([code, count]) => `  ${String(count).padStart(6)}  ${code}`)
  return [`${lines} lines: ${parts.join(', ')}.`, ...why, ...(free ? [free] : []), `Report: ${report}`].join('\n')
}
