import { compareKeys } from '../domain/user-order.ts'
import type { ReadTable } from './table.ts'
import type { Candidate, Part } from './user-sources.ts'

type Run = { part: Part; waiting: Candidate[]; more: boolean; at: string | undefined }

export type Walk = {
  /** Reads on in each part that has fewer waiting, side by side; gives the read units that it cost. */
  read(rows: number[]): Promise<number>
  /** Everybody whose place is certain: in no part can anybody come before them any more. */
  take(): Candidate[]
  isDone(): boolean
}

/** The parts of an ordered source as one order. */
export function openWalk(table: ReadTable, parts: Part[], descending: boolean, after: string | undefined): Walk {
  const runs: Run[] = parts.map(part => ({ part, waiting: [], more: true, at: after }))
  return {
    async read(rows) {
      const costs = await Promise.all(runs.map((run, index) => readOn(table, run, rows[index] ?? 1, descending)))
      return costs.reduce((sum, cost) => sum + cost, 0)
    },
    take() {
      const taken: Candidate[] = []
      while (runs.every(({ waiting, more }) => waiting.length > 0 || !more)) {
        const next = foremost(runs, descending)?.waiting.shift()
        if (!next) break
        if (next.at !== taken.at(-1)?.at) taken.push(next) // whoever has several of the sites stands in several lists
      }
      return taken
    },
    isDone: () => runs.every(({ waiting, more }) => waiting.length === 0 && !more),
  }
}

async function readOn(table: ReadTable, run: Run, rows: number, descending: boolean): Promise<number> {
  const limit = Math.max(1, rows) - run.waiting.length
  if (!run.more || limit <= 0) return 0
  const { part, at } = run
  const after = at === undefined ? undefined : part.keyAt(at)
  const { items, more, units } = await table.slice({ ...part.range, limit, descending, after })
  run.waiting.push(...items.map(item => part.candidateOf(item)))
  Object.assign(run, { more, at: run.waiting.at(-1)?.at ?? at })
  return units
}

const foremost = (runs: Run[], descending: boolean): Run | undefined =>
  runs
    .filter(({ waiting }) => waiting.length > 0)
    .reduce<Run | undefined>((best, run) => (best && !precedes(run, best, descending) ? best : run), undefined)

function precedes(one: Run, other: Run, descending: boolean): boolean {
  const compared = compareKeys(one.waiting[0]?.at ?? '', other.waiting[0]?.at ?? '')
  return descending ? compared > 0 : compared < 0
}
