import type { Stack } from '../../infra/local/stack.ts'
import { accepted, type Budget } from './budgets.ts'
import type { Cost, Measure, Measured } from './measure.ts'
import { type Request, request } from './scene.ts'

/** `subject` is the route or the function. */
export type Row = { subject: string; variant: string; cost: Cost; budget: Budget }

/** The table that is printed at the end. */
export type Sheet = {
  rows: Row[]
  add(subject: string, variant: string, budget: Budget, cost: Cost): void
  /** Measures one request and adds its row. */
  ask(subject: string, variant: string, budget: Budget, asked: Request): Promise<Measured>
  /** Measures anything and adds its row. */
  run(subject: string, variant: string, budget: Budget, work: () => Promise<unknown>): Promise<Measured>
  measure: Measure
  stack: Stack
}

export function openSheet(stack: Stack, measure: Measure): Sheet {
  const rows: Row[] = []
  const add: Sheet['add'] = (subject, variant, budget, cost) => void rows.push({ subject, variant, budget, cost })
  const run: Sheet['run'] = async (subject, variant, budget, work) => {
    const measured = await measure(work)
    add(subject, variant, budget, measured.cost)
    return measured
  }
  return {
    rows,
    add,
    run,
    ask: (subject, variant, budget, asked) => run(subject, variant, budget, () => request(stack, asked)),
    measure,
    stack,
  }
}

export const isOver = (value: number, limit: number | undefined): boolean => limit !== undefined && value > limit

export const figures = ['hops', 'reads', 'writes', 'cognito'] as const satisfies (keyof Cost)[]

const overFigures = ({ cost, budget }: Row) => figures.filter(figure => isOver(cost[figure], budget[figure]))

const reasonOf = ({ subject, variant }: Row, figure: string): string | undefined => accepted[`${subject} ${variant} ${figure}`]

/** Over, without a reason to be. */
export const overBudget = (row: Row): boolean => overFigures(row).some(figure => reasonOf(row, figure) === undefined)

/** `ok`, which figures are over and why, or `–` where there is no budget. */
export function verdictOn(row: Row): string {
  const over = overFigures(row).map(figure => `over in ${figure}: ${reasonOf(row, figure) ?? 'NOT ACCEPTED'}`)
  return over.join('; ') || (Object.keys(row.budget).length > 0 ? 'ok' : '–')
}
