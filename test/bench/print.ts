import type { Cost } from './measure.ts'
import { figures, type Row, verdictOn } from './rows.ts'
import type { Starts } from './starts.ts'

export type Table = { title: string; head: string[]; lines: string[][] }

/**
 * On demand, us-east-1, in dollars per million request units, since 1 November 2024; where they come from stands in docs/cost.md.
 */
export const prices = { reads: 0.125, writes: 0.625 }

/** Dollars for a million such requests, of DynamoDB alone. */
const dollars = ({ reads, writes }: Cost) => (reads * prices.reads + writes * prices.writes).toFixed(2)

const figure = (value: number) => String(Number(value.toFixed(1)))
const withBudget = (value: number, limit: number | undefined) =>
  `${figure(value)}${limit === undefined ? '' : ` / ${figure(limit)}`}`

export const costTable = (rows: Row[]): Table => ({
  title: 'Cost of each operation: measured / budget',
  head: ['operation', 'with', 'hops', 'read units', 'write units', 'Cognito calls', '$ per million', ''],
  lines: rows.map(row => {
    const { subject, variant, cost, budget } = row
    const cells = figures.map(name => withBudget(cost[name], budget[name]))
    return [subject, variant, ...cells, dollars(cost), verdictOn(row)]
  }),
})

export const startTable = ({ functions, baselineBytes, baselineMs, nodeMs }: Starts): Table => ({
  title: `Bundles. The DynamoDB client alone: ${baselineBytes} bytes, ${Math.round(baselineMs)} ms of processor time, of which Node itself ${Math.round(nodeMs)} ms`,
  head: ['function', 'bytes', 'import time, times that of the client alone', 'without Node itself'],
  lines: functions.map(({ name, bytes, ratio, ownRatio }) => [name, String(bytes), ratio.toFixed(2), ownRatio.toFixed(2)]),
})

export function asText({ title, head, lines }: Table): string {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map(line => line[column]?.length ?? 0)))
  const line = (cells: string[]) =>
    `  ${cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}`
  return [title, '', line(head), line(widths.map(width => '-'.repeat(width))), ...lines.map(line), ''].join('\n')
}

export const asMarkdown = ({ title, head, lines }: Table): string =>
  [`**${title}**`, '', ...[head, head.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`), ''].join('\n')
