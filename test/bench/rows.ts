import type { Stack } from '../../infra/local/stack.ts'
import type { Budget } from './budgets.ts'
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

export const overBudget = ({ cost, budget }: Row): boolean => figures.some(figure => isOver(cost[figure], budget[figure]))
